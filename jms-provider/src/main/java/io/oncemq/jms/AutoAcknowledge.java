// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.LocalQueue;
import io.oncemq.engine.transaction.Work;
import io.oncemq.message.Envelope;
import io.oncemq.store.CommitOutcomeUnknownException;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreUnavailableException;
import jakarta.jms.JMSException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** AUTO_ACKNOWLEDGE: each message is acknowledged on its own, before receive returns it or after its listener returned. */
final class AutoAcknowledge extends SessionTransaction {
    private static final Logger LOG = System.getLogger("io.oncemq");

    private final SessionLink link;

    /** What a listener has now and has not given back by recover. */
    private volatile @Nullable Claim current;

    AutoAcknowledge(SessionLink link) {
        this.link = link;
    }

    @Override
    void send(List<Envelope> envelopes) throws JMSException {
        sendNow(link, envelopes);
    }

    static void sendNow(SessionLink link, List<Envelope> envelopes) throws JMSException {
        Work work = new Work();
        for (Envelope envelope : envelopes) {
            link.send(work, envelope);
        }
        try {
            link.commit(work);
        } catch (StoreException e) {
            throw JmsErrors.store("send", e);
        }
    }

    @Override
    boolean sendsOnCaller() {
        return false;
    }

    @Override
    boolean acknowledgesByItself() {
        return true;
    }

    @Override
    boolean accept(Claim claim) throws JMSException {
        try {
            link.acknowledge(List.of(claim));
            return true;
        } catch (StoreConflictException e) {
            // It is somebody else's by now. Given back, since other deliveries may wait for its end.
            link.reject(List.of(claim), null);
            return false;
        } catch (CommitOutcomeUnknownException e) {
            // It may be gone from the store: not to return it could lose it, so it may come twice.
            LOG.log(
                    Level.WARNING,
                    "ONCEMQ-2301 it is not known whether " + claim + " was acknowledged; it may be delivered again",
                    e);
            return true;
        } catch (StoreException e) {
            link.putBack(claim);
            throw JmsErrors.store("receive", e);
        }
    }

    @Override
    void begin(Claim claim) {
        current = claim;
    }

    @Override
    void end(Claim claim, @Nullable Throwable failure) throws JMSException {
        if (current == null) {
            return;
        }
        current = null;
        if (failure != null) {
            link.reject(List.of(claim), failure);
        } else {
            acknowledge(claim);
        }
    }

    /** The work is done, so it is worth waiting for the store as long as the delivery is ours. */
    private void acknowledge(Claim claim) throws JMSException {
        boolean done = false;
        try {
            while (!done) {
                done = tryToAcknowledge(claim);
            }
        } finally {
            if (!done) {
                // Kept, it would be nobody's until this node ends.
                link.reject(List.of(claim), null);
            }
        }
    }

    private boolean tryToAcknowledge(Claim claim) throws JMSException {
        try {
            link.acknowledge(List.of(claim));
            return true;
        } catch (StoreUnavailableException e) {
            if (claim.lease().isLost() || Thread.currentThread().isInterrupted()) {
                throw JmsErrors.store("acknowledge", e);
            }
            return false;
        } catch (StoreConflictException e) {
            throw JmsErrors.acknowledgeConflict(e);
        } catch (StoreException e) {
            throw JmsErrors.store("acknowledge", e);
        }
    }

    @Override
    void recover() {
        Claim claim = current;
        if (claim != null) {
            current = null;
            link.reject(List.of(claim), null);
        }
    }

    @Override
    boolean holds(LocalQueue queue) {
        Claim claim = current;
        return claim != null && claim.queue() == queue;
    }

    @Override
    void close() {}
}
