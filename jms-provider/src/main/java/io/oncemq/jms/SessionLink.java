// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.Engine;
import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.destination.Origin;
import io.oncemq.engine.lane.Lane;
import io.oncemq.engine.transaction.Transactions;
import io.oncemq.engine.transaction.Work;
import io.oncemq.message.Envelope;
import io.oncemq.store.StoreException;
import jakarta.jms.JMSException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One session's way into the engine: its lane, so that what it writes stays in order, and whose work it is. */
final class SessionLink {
    private final Transactions transactions;
    private final Lane lane;
    private final Supplier<Origin> origin;

    SessionLink(Engine engine, Supplier<Origin> origin) {
        this.transactions = engine.transactions();
        this.lane = engine.assignLane();
        this.origin = origin;
    }

    /** @throws JMSException if the transaction is over */
    void send(Work work, Envelope envelope) throws JMSException {
        try {
            work.send(envelope, origin.get());
        } catch (IllegalStateException e) {
            throw JmsErrors.transactionOver(e);
        }
    }

    /** @throws JMSException if the transaction is over; the delivery is back in its queue then */
    void receive(Work work, Claim claim) throws JMSException {
        try {
            work.received(claim);
        } catch (IllegalStateException e) {
            throw JmsErrors.transactionOver(e);
        }
    }

    void commit(Work work) throws StoreException {
        transactions.commit(lane, work);
    }

    void rollback(Work work) {
        transactions.rollback(work);
    }

    void acknowledge(List<Claim> claims) throws StoreException {
        transactions.acknowledge(lane, claims);
    }

    /** The application saw them and did not accept them. */
    void reject(List<Claim> claims, @Nullable Throwable cause) {
        transactions.reject(claims, cause);
    }

    /** The application never saw it. */
    void putBack(Claim claim) {
        transactions.putBack(List.of(claim));
    }
}
