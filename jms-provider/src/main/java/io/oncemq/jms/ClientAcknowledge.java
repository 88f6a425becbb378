// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.LocalQueue;
import io.oncemq.message.Envelope;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import jakarta.jms.JMSException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** CLIENT_ACKNOWLEDGE: the application acknowledges all that the session has delivered so far. */
final class ClientAcknowledge extends SessionTransaction {
    private final SessionLink link;
    private final PendingClaims delivered;

    ClientAcknowledge(SessionLink link) {
        this.link = link;
        delivered = new PendingClaims(link);
    }

    @Override
    void send(List<Envelope> envelopes) throws JMSException {
        AutoAcknowledge.sendNow(link, envelopes);
    }

    @Override
    boolean sendsOnCaller() {
        return false;
    }

    @Override
    boolean acknowledgesByItself() {
        return false;
    }

    @Override
    boolean accept(Claim claim) {
        delivered.add(claim);
        return true;
    }

    @Override
    void begin(Claim claim) {
        delivered.add(claim);
    }

    /** A listener that throws has not acknowledged; what it gets next is up to it (specification, 8.7). */
    @Override
    void end(Claim claim, @Nullable Throwable failure) {}

    @Override
    void acknowledge() throws JMSException {
        try {
            delivered.acknowledge();
        } catch (StoreConflictException e) {
            throw JmsErrors.acknowledgeConflict(e);
        } catch (StoreException e) {
            throw JmsErrors.store("acknowledge", e);
        }
    }

    @Override
    void recover() {
        delivered.reject(null);
    }

    @Override
    boolean holds(LocalQueue queue) {
        return delivered.holds(queue);
    }

    @Override
    void close() {
        delivered.reject(null);
    }
}
