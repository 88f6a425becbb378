// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.QueueConsumer;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives messages to the sessions of an application server's pool: what is at hand, up to the limit, to one session at a
 * time (specification, 11.2.4). Has a session of its own that owns its consumer; the acknowledgement is up to the session
 * that gets the messages.
 */
final class JmsConnectionConsumer implements ConnectionConsumer {
    private static final Logger LOG = System.getLogger("io.oncemq");

    private final JmsSession session;
    private final ServerSessionPool pool;
    private final int maxMessages;
    private final QueueConsumer source;

    /** Makes the consumer. */
    @FunctionalInterface
    interface Subscribing {
        JmsMessageConsumer subscribe(JmsSession session) throws JMSException;
    }

    JmsConnectionConsumer(JmsSession session, ServerSessionPool pool, int maxMessages, Subscribing subscribing)
            throws JMSException {
        this.session = session;
        this.pool = pool;
        this.maxMessages = maxMessages;
        JmsMessageConsumer consumer = subscribing.subscribe(session);
        source = consumer.source();
        source.workSideBySide();
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
        List<Claim> more = takeMore();
        ours.load(claim);
        more.forEach(ours::load);
        try {
            serverSession.start();
        } catch (JMSException | RuntimeException | Error e) {
            more.stream().filter(ours::unload).forEach(session::putBack);
            if (ours.unload(claim)) {
                throw e;
            }
            LOG.log(Level.WARNING, "ONCEMQ-2407 a server session failed to start, but runs " + claim, e);
        }
    }

    private List<Claim> takeMore() {
        List<Claim> more = new ArrayList<>();
        for (Claim next; more.size() + 1 < maxMessages && (next = source.take()) != null; ) {
            more.add(next);
        }
        return more;
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
