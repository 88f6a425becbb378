// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.LocalQueue;
import io.oncemq.message.Envelope;
import io.oncemq.store.StoreException;
import jakarta.jms.JMSException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** DUPS_OK_ACKNOWLEDGE: many messages are acknowledged by one commit; those not reached may come twice. */
final class LazyAcknowledge extends SessionTransaction {
    private static final Logger LOG = System.getLogger("io.oncemq");
    private static final int BATCH = 50;

    private final SessionLink link;
    private final PendingClaims pending;

    /** What a listener has now and has not given back by recover: not to be acknowledged with the others. */
    private volatile @Nullable Claim current;

    LazyAcknowledge(SessionLink link) {
        this.link = link;
        pending = new PendingClaims(link);
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
        return true;
    }

    @Override
    boolean accept(Claim claim) {
        if (pending.add(claim) >= BATCH) {
            idle();
        }
        return true;
    }

    @Override
    void begin(Claim claim) {
        current = claim;
    }

    @Override
    void end(Claim claim, @Nullable Throwable failure) {
        if (current == null) {
            return;
        }
        current = null;
        if (failure != null) {
            link.reject(List.of(claim), failure);
        } else {
            accept(claim);
        }
    }

    @Override
    void recover() {
        Claim claim = current;
        if (claim != null) {
            current = null;
            pending.add(claim);
        }
        pending.reject(null);
    }

    @Override
    void idle() {
        try {
            pending.acknowledgeThoseHeld();
        } catch (StoreException e) {
            // In this mode they may come twice; those still held are tried again with the next batch.
            LOG.log(Level.DEBUG, "a lazy acknowledgement failed; messages may be delivered again", e);
        }
    }

    @Override
    boolean holds(LocalQueue queue) {
        idle();
        Claim claim = current;
        return pending.holds(queue) || (claim != null && claim.queue() == queue);
    }

    @Override
    void close() {
        idle();
        pending.reject(null);
    }
}
