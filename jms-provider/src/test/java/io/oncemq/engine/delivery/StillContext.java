// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.engine.lane.NodeLease;
import io.oncemq.message.BodyKind;
import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.selector.SelectorFacts;
import io.oncemq.store.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rest of the engine as one queue sees it, standing still: it notes what the queue asks for, and the test does it, or does
 * not. Used by one thread.
 */
final class StillContext implements QueueContext {
    static final DestinationName NAME = DestinationName.queue("orders");

    final NodeLease lease = new NodeLease(new Lease(7, 1, 0));
    final LocalQueue queue = new LocalQueue(new QueueIdentity(5, NAME, "", true, false, false), this);
    final List<Claim> givenBack = new ArrayList<>();
    final List<Claim> expired = new ArrayList<>();
    long nowMillis = 1_000_000;
    int requests;

    /** A delivery that the store has, held under the lease. */
    Claim claim(long id, int bodyBytes, @Nullable String group) {
        Envelope envelope = envelope(id, bodyBytes);
        return Claim.stored(
                queue,
                lease,
                id,
                0,
                group == null
                        ? envelope
                        : envelope.toBuilder()
                                .properties(Map.of("JMSXGroupID", group))
                                .build());
    }

    static Envelope envelope(long id, int bodyBytes) {
        return new Envelope.Builder(NAME, BodyKind.BYTES)
                .id(id)
                .body(new byte[bodyBytes])
                .build();
    }

    @Override
    public long nowMillis() {
        return nowMillis;
    }

    @Override
    public int maxWindow() {
        return 1_000;
    }

    @Override
    public boolean singleNode() {
        return true;
    }

    @Override
    public SelectorFacts facts(Envelope envelope, int deliveryCount) {
        return new SelectorFacts() {
            @Override
            public String messageId() {
                return "ID:" + envelope.id();
            }

            @Override
            public int deliveryCount() {
                return deliveryCount;
            }
        };
    }

    @Override
    public void fetched(int count) {}

    @Override
    public void requestFetch(LocalQueue asking) {
        requests++;
    }

    @Override
    public void fetchAndWait(LocalQueue asking) {
        throw new UnsupportedOperationException("nobody fetches here");
    }

    @Override
    public void giveBack(List<Claim> claims) {
        givenBack.addAll(claims);
    }

    @Override
    public void tellOthers(LocalQueue of) {}

    @Override
    public void tellSent(LocalQueue of) {}

    @Override
    public void expire(List<Claim> claims) {
        expired.addAll(claims);
    }
}
