// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.message.Envelope;
import io.oncemq.message.EnvelopeCodec;
import io.oncemq.store.Batch;
import io.oncemq.store.Batch.Body;
import io.oncemq.store.Batch.Burial;
import io.oncemq.store.Batch.NewDelivery;
import io.oncemq.store.StoreRefusedException;
import java.util.List;

/** What fits a row, the same on every database. Checked before anything is written, so that the answer can name it. */
final class SizeLimits {
    private SizeLimits() {}

    static void check(List<Body> bodies) throws StoreRefusedException {
        for (Body body : bodies) {
            checkHead(body.envelope());
        }
    }

    static void checkSends(List<NewDelivery> sends) throws StoreRefusedException {
        for (NewDelivery send : sends) {
            Envelope envelope = send.envelope();
            if (send.bodyId() != 0) {
                continue;
            }
            checkHead(envelope);
            if (envelope.bodySizeBytes() > Batch.ROW_BYTES) {
                throw new StoreRefusedException(
                        envelope + " has a body of " + envelope.bodySizeBytes() + " bytes, a delivery's own row takes "
                                + Batch.ROW_BYTES,
                        null);
            }
        }
    }

    static void checkLetters(List<Burial> burials) throws StoreRefusedException {
        for (Burial burial : burials) {
            checkHead(burial.letter());
        }
    }

    private static void checkHead(Envelope envelope) throws StoreRefusedException {
        // Those that could be too large are few, so encoding them twice costs nothing that matters.
        if (envelope.headBoundBytes() <= Batch.ROW_BYTES) {
            return;
        }
        int bytes = EnvelopeCodec.encodeHead(envelope).length;
        if (bytes > Batch.ROW_BYTES) {
            throw new StoreRefusedException(
                    envelope + " has properties and headers of " + bytes + " bytes, at most " + Batch.ROW_BYTES
                            + " can be stored",
                    null);
        }
    }
}
