// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.testkit;

import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;

/** A message-driven bean in its container. */
public final class Bean implements MessageEndpointFactory {
    /** What the bean does. */
    @FunctionalInterface
    public interface Code {
        void onMessage(Message message) throws Exception;
    }

    private final Transactions transactions;
    private final Code code;
    private final boolean transacted;

    /** How many endpoints to refuse before the bean is there. */
    public final AtomicInteger unavailable = new AtomicInteger();

    /** How many endpoints to fail on with an error, after those refused. */
    public final AtomicInteger broken = new AtomicInteger();

    public final AtomicInteger endpoints = new AtomicInteger();
    public final AtomicInteger released = new AtomicInteger();

    private Bean(Transactions transactions, boolean transacted, Code code) {
        this.transactions = transactions;
        this.transacted = transacted;
        this.code = code;
    }

    /** Container-managed transactions: each message in one. */
    public static Bean transacted(Server server, Code code) {
        return new Bean(server.transactions, true, code);
    }

    public static Bean plain(Server server, Code code) {
        return new Bean(server.transactions, false, code);
    }

    @Override
    public MessageEndpoint createEndpoint(@Nullable XAResource resource) throws UnavailableException {
        if (unavailable.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new UnavailableException("the application is starting");
        }
        if (broken.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new NoClassDefFoundError("com/example/Order");
        }
        endpoints.incrementAndGet();
        return new Endpoint(resource);
    }

    @Override
    public MessageEndpoint createEndpoint(@Nullable XAResource resource, long timeout) throws UnavailableException {
        return createEndpoint(resource);
    }

    @Override
    public boolean isDeliveryTransacted(Method method) {
        return transacted;
    }

    @Override
    public String getActivationName() {
        return "Bean";
    }

    @Override
    public Class<?> getEndpointClass() {
        return Code.class;
    }

    private final class Endpoint implements MessageEndpoint, MessageListener {
        private final @Nullable XAResource resource;
        private Transactions.@Nullable Transaction transaction;

        Endpoint(@Nullable XAResource resource) {
            this.resource = resource;
        }

        @Override
        public void beforeDelivery(Method method) throws ResourceException {
            transaction = transactions.begin();
            try {
                transaction.enlist(resource);
            } catch (XAException e) {
                throw new ResourceException("not enlisted", e);
            }
        }

        @Override
        public void onMessage(Message message) {
            try {
                code.onMessage(message);
            } catch (RuntimeException e) {
                if (transaction != null) {
                    transaction.setRollbackOnly();
                }
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("a bean's method throws no checked exception", e);
            }
        }

        @Override
        public void afterDelivery() throws ResourceException {
            try {
                transaction.end();
            } catch (XAException e) {
                throw new ResourceException("not committed", e);
            } finally {
                transaction = null;
            }
        }

        @Override
        public void release() {
            released.incrementAndGet();
        }
    }
}
