// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import io.oncemq.OnceMqNode;
import io.oncemq.engine.delivery.Claim;
import io.oncemq.jms.EndpointSession;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.work.Work;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Takes deliveries through one endpoint, one after the other, on one thread of the server. Each is taken inside the
 * bean's own transaction, which the server begins in {@code beforeDelivery} and ends in {@code afterDelivery}.
 */
final class EndpointWork implements Work {
    private static final Logger LOG = System.getLogger("io.oncemq.ra");

    /** After so many the thread goes back to the server, so that others of its works get their turn. */
    private static final int BURST = 100;

    private static final Method ON_MESSAGE = onMessage();

    private final EndpointActivation activation;
    private final OnceMqNode node;

    /** The delivery that it begins with; null once it has begun, or was rejected. */
    private final AtomicReference<@Nullable Claim> first;

    private volatile boolean released;
    private @Nullable MessageEndpoint endpoint;

    EndpointWork(EndpointActivation activation, OnceMqNode node, Claim first) {
        this.activation = activation;
        this.node = node;
        this.first = new AtomicReference<>(first);
    }

    private static Method onMessage() {
        try {
            return MessageListener.class.getMethod("onMessage", Message.class);
        } catch (NoSuchMethodException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    // ---- as the WorkManager sees it

    @Override
    public void run() {
        Claim claim = first.getAndSet(null);
        if (claim == null) {
            return;
        }
        EndpointSession opened;
        try {
            opened = session(node);
        } catch (RuntimeException | Error e) {
            giveBack(claim);
            throw e;
        }
        try (EndpointSession session = opened) {
            for (int done = 1; claim != null && deliver(session, claim); done++) {
                claim = released || done == BURST ? null : activation.next();
            }
        } finally {
            releaseEndpoint();
            activation.ended(this);
        }
    }

    @Override
    public void release() {
        released = true;
    }

    /** No thread could be had. */
    void rejected(Throwable cause) {
        Claim claim = first.getAndSet(null);
        if (claim != null) {
            // First paused, so that the delivery is not offered to this activation at once.
            try {
                activation.pause(cause, false);
            } finally {
                giveBack(claim);
            }
        }
    }

    /** Its bean is stopped: it does not begin any more, if it has not yet. */
    void withdraw() {
        Claim claim = first.getAndSet(null);
        if (claim != null) {
            giveBack(claim);
        }
    }

    /** It ends before it has begun. */
    private void giveBack(Claim claim) {
        try {
            EndpointActivation.putBack(claim);
        } finally {
            activation.ended(this);
        }
    }

    /** Whether the server gives out the bean now. */
    static boolean canReachBean(EndpointActivation activation, OnceMqNode node) {
        try (EndpointSession session = session(node)) {
            activation
                    .factory()
                    .createEndpoint(activation.isTransacted() ? session.xaResource() : null)
                    .release();
            return true;
        } catch (ResourceException | RuntimeException | Error e) {
            return false;
        }
    }

    private static EndpointSession session(OnceMqNode node) {
        return new EndpointSession(node.engine(), node.settings().connections());
    }

    // ---- one delivery

    /** False if the bean cannot be reached: the activation is paused. */
    private boolean deliver(EndpointSession session, Claim claim) {
        MessageEndpoint bean;
        try {
            bean = endpoint(session);
            if (activation.isTransacted()) {
                bean.beforeDelivery(ON_MESSAGE);
            }
        } catch (ResourceException | NoSuchMethodException | RuntimeException | Error e) {
            // Errors too, such as of a class that is missing: each delivery would be lost sight of, one after the
            // other.
            releaseEndpoint();
            try {
                activation.pause(e, true);
            } finally {
                EndpointActivation.putBack(claim);
            }
            return false;
        }
        activation.succeeded();
        Throwable failure = activation.isTransacted()
                ? deliverTransacted(session, bean, claim)
                : deliverPlain(session, bean, claim);
        if (failure != null) {
            LOG.log(Level.DEBUG, "ONCEMQ-3106 bean " + activation.name() + " did not accept " + claim, failure);
            // The server may have done away with the instance behind it.
            releaseEndpoint();
        }
        return true;
    }

    private static @Nullable Throwable deliverTransacted(EndpointSession session, MessageEndpoint bean, Claim claim) {
        Throwable failure = hand(session, bean, claim);
        // What follows is for the dead letter, should the transaction be rolled back; it cannot be told afterwards.
        session.failed(failure == null ? new RolledBackException() : failure);
        try {
            bean.afterDelivery();
        } catch (ResourceException | RuntimeException | Error e) {
            failure = failure == null ? e : failure;
        }
        // Of effect only if the server did not enlist the session after all.
        return settle(session, failure);
    }

    private static @Nullable Throwable deliverPlain(EndpointSession session, MessageEndpoint bean, Claim claim) {
        return settle(session, hand(session, bean, claim));
    }

    /** Gives the delivery to the bean. Returns what the bean, or whatever is before it, threw. */
    private static @Nullable Throwable hand(EndpointSession session, MessageEndpoint bean, Claim claim) {
        try {
            ((MessageListener) bean).onMessage(session.received(claim));
            return null;
        } catch (Throwable e) { // whatever it is, the server has seen it pass, and the message was not accepted
            return e;
        }
    }

    private static @Nullable Throwable settle(EndpointSession session, @Nullable Throwable failure) {
        Throwable settled = failure;
        if (settled == null) {
            try {
                session.acknowledge();
            } catch (JMSException e) {
                settled = e;
            }
        }
        if (settled != null) {
            session.reject(settled);
        }
        return settled;
    }

    private MessageEndpoint endpoint(EndpointSession session) throws ResourceException {
        MessageEndpoint open = endpoint;
        if (open == null) {
            open = activation.factory().createEndpoint(activation.isTransacted() ? session.xaResource() : null);
            endpoint = open;
        }
        return open;
    }

    private void releaseEndpoint() {
        MessageEndpoint open = endpoint;
        endpoint = null;
        if (open != null) {
            try {
                open.release();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.DEBUG, "endpoint of bean " + activation.name() + " was not released", e);
            }
        }
    }
}
