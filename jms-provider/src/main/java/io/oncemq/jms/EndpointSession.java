// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.Engine;
import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.destination.Origin;
import io.oncemq.engine.transaction.EngineXaResource;
import io.oncemq.engine.transaction.Work;
import io.oncemq.jms.message.MessageFactory;
import io.oncemq.jms.message.ObjectMessagePolicy;
import io.oncemq.jms.message.ReceivedContext;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreUnavailableException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.List;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;

/**
 * Receives for one message endpoint of an application server: deliveries that the resource adapter took from a queue
 * become messages, within the branch that the server associated with {@link #xaResource} or, without one, acknowledged
 * or rejected by the resource adapter. One delivery at a time; used by one thread at a time.
 */
public final class EndpointSession implements AutoCloseable {
    private final Engine engine;
    private final SessionLink link;
    private final EngineXaResource resource;
    private final PendingClaims held;
    private final JmsxProperties jmsxProperties;
    private final ReceivedContext context;

    public EndpointSession(Engine engine, ConnectionSettings settings) {
        this.engine = engine;
        link = new SessionLink(engine, () -> new Origin(0, ""));
        resource = engine.newXaResource();
        held = new PendingClaims(link);
        context = new OfEndpoint(settings.objectMessages());
        jmsxProperties = settings.jmsxProperties();
    }

    /** To be given to {@code MessageEndpointFactory.createEndpoint}. */
    public XAResource xaResource() {
        return resource;
    }

    /**
     * The message of a delivery: acknowledged by the branch if there is one now, else by {@link #acknowledge} or
     * {@link #reject}.
     *
     * @throws RuntimeException if it cannot be shown to the endpoint, or the branch is over; the delivery is back in its
     *     queue then, or buried
     */
    public Message received(Claim claim) {
        // Made first: a delivery that cannot be shown to the endpoint must not be acknowledged by the branch.
        Work work = resource.currentWork();
        Message message;
        try {
            message = MessageFactory.received(
                    claim.envelope(),
                    engine.messageId(claim.envelope().id()),
                    claim.deliveryCount(),
                    claim.redelivered(),
                    jmsxProperties.reception(engine, () -> work == null ? null : work.id()),
                    context);
        } catch (RuntimeException | Error e) {
            link.reject(List.of(claim), e);
            throw e;
        }
        if (work != null) {
            work.received(claim);
        } else {
            held.add(claim);
        }
        return message;
    }

    /**
     * Acknowledges what was received outside of a branch, waiting for the store as long as the delivery is held.
     *
     * @throws JMSException if it may be delivered again
     */
    public void acknowledge() throws JMSException {
        while (true) {
            try {
                held.acknowledge();
                return;
            } catch (StoreUnavailableException e) {
                if (held.size() == 0 || Thread.currentThread().isInterrupted()) {
                    throw JmsErrors.store("acknowledge", e);
                }
            } catch (StoreConflictException e) {
                throw JmsErrors.acknowledgeConflict(e);
            } catch (StoreException e) {
                throw JmsErrors.store("acknowledge", e);
            }
        }
    }

    /** Lets what was received outside of a branch be delivered again, or buries it. */
    public void reject(@Nullable Throwable cause) {
        held.reject(cause);
    }

    /** The endpoint threw: should the branch be rolled back, a dead letter will say why. To be called within it. */
    public void failed(Throwable cause) {
        Work work = resource.currentWork();
        if (work != null) {
            work.failed(cause);
        }
    }

    /** Puts a delivery that the endpoint never saw back, uncounted. */
    public void putBack(Claim claim) {
        link.putBack(claim);
    }

    /** Ends it: what is held outside of a branch is delivered again; a branch is its transaction manager's to end. */
    @Override
    public void close() {
        held.reject(null);
    }

    /** An endpoint's messages are acknowledged by the container: the application's call has no effect. */
    private record OfEndpoint(ObjectMessagePolicy objectMessagePolicy) implements ReceivedContext {
        @Override
        public void acknowledge() {}
    }
}
