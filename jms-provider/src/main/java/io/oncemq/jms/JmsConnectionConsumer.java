// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.delivery.Claim;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;

/**
 * Gives messages to the sessions of an application server's pool, one message at a time (specification, 11.2.4). Has a
 * session of its own that owns its consumer; the acknowledgement is up to the session that gets the message.
 */
final class JmsConnectionConsumer implements ConnectionConsumer {
    private final JmsSession session;
    private final ServerSessionPool pool;

    /** Makes the consumer. */
    @FunctionalInterface
    interface Subscribing {
        JmsMessageConsumer subscribe(JmsSession session) throws JMSException;
    }

    JmsConnectionConsumer(JmsSession session, ServerSessionPool pool, Subscribing subscribing) throws JMSException {
        this.session = session;
        this.pool = pool;
        JmsMessageConsumer consumer = subscribing.subscribe(session);
        session.passOn(this::load);
        consumer.setMessageListener(message -> {
            throw new AssertionError("deliveries are passed on");
        });
    }

    /** On the dispatching thread of the own session; may wait for a session of the pool. */
    private void load(Claim claim) throws JMSException {
        ServerSession serverSession = pool.getServerSession();
        Session target = serverSession.getSession();
        if (!(target instanceof JmsSession ours)) {
            throw JmsErrors.foreignServerSession(target.getClass().getName());
        }
        ours.load(claim);
        serverSession.start();
    }

    @Override
    public ServerSessionPool getServerSessionPool() throws JMSException {
        session.requireOpen();
        return pool;
    }

    @Override
    public void close() throws JMSException {
        session.close();
    }
}
