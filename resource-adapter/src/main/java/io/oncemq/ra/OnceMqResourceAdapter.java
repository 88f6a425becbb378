// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra;

import io.oncemq.OnceMqNode;
import io.oncemq.OnceMqSettings;
import io.oncemq.ra.inbound.EndpointActivation;
import io.oncemq.ra.inbound.OnceMqActivationSpec;
import io.oncemq.ra.node.OwnDrivers;
import io.oncemq.ra.node.ServerThreads;
import io.oncemq.ra.node.StoreAccess;
import io.oncemq.ra.recovery.RecoveryXaResource;
import jakarta.jms.JMSException;
import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterInternalException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;

/**
 * The adapter as the server configures, starts and stops it. A server may make several with the same configuration (WildFly
 * does): all of one class loader share one engine per store, and stopping one leaves it to the others. Every property is a
 * text, so that {@link #start} and not the server says what is wrong with a value; the names are those of
 * {@link OnceMqSettings}. Configured by one thread; safe for any once started.
 */
public final class OnceMqResourceAdapter extends AdapterProperties implements ResourceAdapter {
    private static final long serialVersionUID = 1L;

    private static final Logger LOG = System.getLogger("io.oncemq.ra");

    private transient @Nullable Running running;

    // ---- life

    /** Starts whether or not the database answers; then it is tried again by whoever needs it. */
    @Override
    public void start(BootstrapContext context) throws ResourceAdapterInternalException {
        OnceMqSettings settings;
        try {
            settings = settings();
        } catch (IllegalArgumentException e) {
            throw new ResourceAdapterInternalException("resource adapter oncemq: " + e.getMessage(), e);
        }
        Running started = new Running(new StoreAccess(settings, this), new ServerThreads(context));
        synchronized (this) {
            if (running != null) {
                throw new ResourceAdapterInternalException("the resource adapter is started already");
            }
            OwnDrivers.adapterStarted();
            running = started;
        }
        started.threads().soon(() -> open(started.access()));
    }

    private static void open(StoreAccess access) {
        try {
            OnceMqNode node = access.node();
            LOG.log(
                    Level.INFO,
                    "ONCEMQ-3002 adapter started on {0}; the server can recover every in-doubt transaction of the store by"
                            + " getXAResources and by each connection factory",
                    node.settings());
        } catch (JMSException e) {
            if (access.isClosed()) {
                return;
            }
            LOG.log(
                    Level.WARNING,
                    "ONCEMQ-3003 adapter started, but the store cannot be reached; it is tried again when it is needed",
                    e);
        }
    }

    @Override
    public void stop() {
        Running ended;
        synchronized (this) {
            ended = running;
            running = null;
        }
        if (ended != null) {
            ended.activations().values().forEach(EndpointActivation::stop);
            ended.threads().close();
            ended.access().close();
            OwnDrivers.adapterStopped();
            LOG.log(Level.INFO, "ONCEMQ-3004 adapter stopped");
        }
    }

    // ---- message-driven beans

    @Override
    public void endpointActivation(MessageEndpointFactory factory, ActivationSpec spec) throws ResourceException {
        if (!(spec instanceof OnceMqActivationSpec ours)) {
            throw new NotSupportedException(spec.getClass().getName() + " is not an activation of OnceMQ");
        }
        Running adapter = running();
        EndpointActivation activation = EndpointActivation.start(adapter.access(), adapter.threads(), factory, ours);
        EndpointActivation previous = adapter.activations().put(new Endpoint(factory, spec), activation);
        if (previous != null) {
            previous.stop();
        }
    }

    @Override
    public void endpointDeactivation(MessageEndpointFactory factory, ActivationSpec spec) {
        Running adapter;
        synchronized (this) {
            adapter = running;
        }
        EndpointActivation activation =
                adapter == null ? null : adapter.activations().remove(new Endpoint(factory, spec));
        if (activation != null) {
            activation.stop();
        }
    }

    // ---- recovery

    /** One resource reaches the whole store, whatever is asked for. */
    @Override
    public XAResource[] getXAResources(ActivationSpec[] specs) throws ResourceException {
        return new XAResource[] {RecoveryXaResource.of(running().access())};
    }

    // ---- connection factories

    /**
     * This adapter's way to the store.
     *
     * @throws ResourceException if the adapter is not started
     */
    public StoreAccess access() throws ResourceException {
        return running().access();
    }

    private synchronized Running running() throws ResourceException {
        Running adapter = running;
        if (adapter == null) {
            throw new UnavailableException("the resource adapter is not started", "ONCEMQ-3005");
        }
        return adapter;
    }

    /** What there is between start and stop. */
    private record Running(
            StoreAccess access, ServerThreads threads, ConcurrentMap<Endpoint, EndpointActivation> activations) {
        Running(StoreAccess access, ServerThreads threads) {
            this(access, threads, new ConcurrentHashMap<>());
        }
    }

    /** By identity: a server deactivates with the objects it activated with. */
    private record Endpoint(MessageEndpointFactory factory, ActivationSpec spec) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Endpoint that && factory == that.factory && spec == that.spec;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(factory) ^ System.identityHashCode(spec);
        }
    }
}
