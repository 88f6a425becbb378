// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.Demand;
import io.oncemq.engine.security.AccessDeniedException;
import io.oncemq.ra.node.BackOff;
import io.oncemq.ra.node.ServerThreads;
import io.oncemq.ra.node.StoreAccess;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreUnavailableException;
import jakarta.jms.JMSException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.SecurityException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Feeds one bean from one queue or subscription. While it is idle it only has a demand with the queue; each delivery
 * that comes takes a thread of the server, up to {@code maxSession} at once, which goes on as long as there is more. When
 * the store or the bean cannot be reached the activation stops taking and tries again, ever more slowly.
 *
 * <p>Safe for any thread: all state is guarded by this object's monitor, under which nothing outside of this class is
 * called.
 */
public final class EndpointActivation {
    private static final Logger LOG = System.getLogger("io.oncemq.ra");
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final StoreAccess access;
    private final ServerThreads threads;
    private final MessageEndpointFactory factory;
    private final ActivationTarget target;
    private final String name;
    private final boolean transacted;

    /** For the store: a database that comes up is a matter of minutes. And for its user: a refused login costs a slow hash. */
    private final BackOff storeBackOff = new BackOff(1_000, 30_000);

    /** For the bean: an application that starts is one of seconds, and asking it costs little. */
    private final BackOff beanBackOff = new BackOff(100, 2_000);

    private State state = State.WAITING;
    private @Nullable Subscription source;

    /** True while a demand is with the queue, or its delivery is on its way here. */
    private boolean asking;

    /** True once the log has an unexpected reason why it waits or pauses now. */
    private boolean failureTold;

    /** Waiting for a thread, or running. */
    private final Set<EndpointWork> works = new HashSet<>();

    private enum State {
        /** For the store. {@code attempt} makes it RUNNING. */
        WAITING,
        /** Takes deliveries. */
        RUNNING,
        /** The bean or a thread cannot be had for a while. {@code resume} makes it RUNNING. */
        PAUSED,
        /** For good. */
        STOPPED
    }

    private EndpointActivation(
            StoreAccess access,
            ServerThreads threads,
            MessageEndpointFactory factory,
            ActivationTarget target,
            String name,
            boolean transacted) {
        this.access = access;
        this.threads = threads;
        this.factory = factory;
        this.target = target;
        this.name = name;
        this.transacted = transacted;
    }

    /**
     * Begins to feed a bean; if the store does not answer now, as soon as it does.
     *
     * @throws ResourceException if what the bean asks for cannot be had, and waiting would not help
     */
    public static EndpointActivation start(
            StoreAccess access, ServerThreads threads, MessageEndpointFactory factory, OnceMqActivationSpec spec)
            throws ResourceException {
        String name = BeanDescription.name(factory);
        PropertyRules declared = new PropertyRules(OnceMqActivationSpec.class);
        DeclaredProperties.check(factory.getEndpointClass(), declared);
        declared.throwIfBroken("activation of " + name);
        ActivationTarget target = ActivationTarget.resolve(spec.request(), access);
        spec.taken()
                .forEach((property, fate) -> LOG.log(
                        Level.WARNING, "ONCEMQ-3107 bean {0}: activation property {1} is {2}", name, property, fate));
        EndpointActivation activation =
                new EndpointActivation(access, threads, factory, target, name, BeanDescription.isTransacted(factory));
        JMSException failure = access.recentFailure();
        if (failure != null) {
            activation.waitForStore(failure);
        } else {
            activation.attempt(true);
        }
        return activation;
    }

    // ---- starting

    private void attemptLater() {
        try {
            attempt(false);
        } catch (ResourceException | RuntimeException | Error e) {
            tellUnexpected(e);
            waitForStore(e);
        }
    }

    private void attempt(boolean first) throws ResourceException {
        Subscription opened = open(first);
        if (opened == null) {
            return;
        }
        boolean waited;
        boolean wanted;
        synchronized (this) {
            wanted = state == State.WAITING;
            waited = !storeBackOff.isReset();
            if (wanted) {
                source = opened;
                state = State.RUNNING;
                failureTold = false;
                storeBackOff.reset();
            }
        }
        if (!wanted) {
            opened.close();
            return;
        }
        LOG.log(
                Level.INFO,
                "ONCEMQ-3101 bean {0} receives from {1}{2}, at most {3} at once, {4}",
                name,
                target.destination(),
                waited ? " now that the store answers" : "",
                target.request().maxSession(),
                transacted ? "each in a transaction" : "without transactions");
        begin(opened);
    }

    /** What nobody foresaw must not end the attempts either: nobody else would try again. */
    private void tellUnexpected(Throwable failure) {
        boolean first;
        synchronized (this) {
            first = !failureTold;
            failureTold = true;
        }
        LOG.log(
                first ? Level.WARNING : Level.DEBUG,
                "ONCEMQ-3109 bean " + name + " cannot receive for an unexpected reason; it is tried again",
                failure);
    }

    /** Null if it is tried again later. */
    private @Nullable Subscription open(boolean first) throws ResourceException {
        try {
            return Subscription.open(access.node(), target);
        } catch (TakenElsewhereException e) {
            // Another server has the bean too: this one takes over when that one ends.
            waitForStore(e);
        } catch (JMSException | StoreUnavailableException e) {
            waitForStore(e);
        } catch (AccessDeniedException e) {
            if (first) {
                throw new SecurityException(
                        name + " cannot receive from " + target.destination() + ": " + e.getMessage(), e);
            }
            waitForStore(e);
        } catch (StoreException e) {
            if (first) {
                throw new ResourceException(name + " cannot receive from " + target + ": " + e.getMessage(), e);
            }
            waitForStore(e);
        }
        return null;
    }

    /** It is the source now: whatever fails, it is paused and tried again, not opened a second time. */
    private void begin(Subscription from) {
        try {
            from.consumer().activate();
            from.loss().onLoss(() -> lost(from));
        } catch (RuntimeException | Error e) {
            pause(e, true);
            return;
        }
        ask(true);
    }

    /** The subscription ended or went to another node: the bean subscribes again. Its works end by themselves. */
    private void lost(Subscription gone) {
        synchronized (this) {
            if (!gone.equals(source) || state == State.STOPPED) {
                return;
            }
            state = State.WAITING;
            source = null;
            // The demand, if any, is forgotten with the consumer, and so is how long its user was waited for.
            asking = false;
            storeBackOff.reset();
        }
        waitForStore(
                new JMSException(
                        "its subscription ended or went to another node while this node had lost its lease: it subscribes again"));
    }

    private void waitForStore(Throwable cause) {
        boolean first;
        long delay;
        synchronized (this) {
            if (state == State.STOPPED) {
                return;
            }
            first = storeBackOff.isReset();
            delay = storeBackOff.nextMillis();
        }
        if (first) {
            LOG.log(
                    Level.WARNING,
                    "ONCEMQ-3103 bean " + name + " cannot receive from " + target.destination()
                            + " yet: it is tried again until it can",
                    cause);
        }
        threads.later(delay, this::attemptLater);
    }

    // ---- taking

    /**
     * Takes as many deliveries as may be worked on, and leaves a demand if more could be. Pauses if that fails.
     *
     * @param release as with {@link #pause}
     */
    private void ask(boolean release) {
        try {
            ask();
        } catch (RuntimeException | Error e) {
            pause(e, release);
        }
    }

    private void ask() {
        while (true) {
            Subscription from = running();
            if (from == null || !isAllowed(from, true) || !beginAsking(from)) {
                return;
            }
            Claim claim = takeOrAsk(from);
            if (claim == null) {
                return;
            }
            work(from, claim);
        }
    }

    private @Nullable Claim takeOrAsk(Subscription from) {
        Demand demand = assigned -> assigned(from, assigned);
        boolean done = false;
        try {
            Claim claim = from.consumer().takeOrAsk(demand);
            done = true;
            return claim;
        } finally {
            if (!done) {
                // Or it would count as asking for good.
                synchronized (this) {
                    asking = asking && !from.equals(source);
                }
                from.consumer().withdraw(demand);
            }
        }
    }

    private synchronized @Nullable Subscription running() {
        return state == State.RUNNING ? source : null;
    }

    /** Only of the source: one that was lost meanwhile would leave its mark on the next, which would never ask then. */
    private synchronized boolean beginAsking(Subscription from) {
        if (!from.equals(running())
                || asking
                || works.size() >= target.request().maxSession()) {
            return false;
        }
        asking = true;
        return true;
    }

    private void assigned(Subscription from, Claim claim) {
        work(from, claim);
        ask(false);
    }

    private void work(Subscription from, Claim claim) {
        // If not: paused before it is put back, so that the delivery is not offered to this activation at once.
        boolean allowed = from.equals(running()) && isAllowed(from, false);
        EndpointWork work = null;
        synchronized (this) {
            if (from.equals(source)) {
                asking = false;
            }
            if (allowed && from.equals(source) && state == State.RUNNING) {
                work = new EndpointWork(this, from.node(), claim);
                works.add(work);
            }
        }
        if (work == null) {
            putBack(claim);
            return;
        }
        threads.run(work, work::rejected);
    }

    /** The next delivery for a work that has just finished one, or null: then the work ends. */
    @Nullable
    Claim next() {
        Subscription from = running();
        return from != null && isAllowed(from, true) ? from.consumer().take() : null;
    }

    /** Pauses if its user may not receive any more, until it may again. */
    private boolean isAllowed(Subscription from, boolean release) {
        try {
            from.requireAllowed();
            return true;
        } catch (AccessDeniedException e) {
            pause(e, release);
            return false;
        }
    }

    /** A work ended. */
    void ended(EndpointWork work) {
        synchronized (this) {
            works.remove(work);
            notifyAll();
        }
        ask(true);
    }

    /** Nobody saw it. */
    static void putBack(Claim claim) {
        claim.queue().putBack(List.of(claim));
    }

    // ---- pausing

    /** A delivery reached the bean. */
    void succeeded() {
        synchronized (this) {
            beanBackOff.reset();
        }
    }

    /**
     * Deliveries cannot reach the bean for now.
     *
     * @param release true to let other nodes have what this one holds for the bean; not on the engine's threads
     */
    void pause(Throwable cause, boolean release) {
        boolean first;
        long delay;
        Subscription paused;
        synchronized (this) {
            paused = running();
            if (paused == null) {
                return;
            }
            state = State.PAUSED;
            first = beanBackOff.isReset();
            delay = beanBackOff.nextMillis();
        }
        if (first) {
            LOG.log(Level.WARNING, "ONCEMQ-3105 bean " + name + " cannot take messages now; it is tried again", cause);
        }
        try {
            if (release) {
                paused.consumer().deactivate();
            }
        } finally {
            threads.later(delay, () -> resume(paused));
        }
    }

    /** Asks for the bean before it asks for messages, which would go to and fro in the store otherwise. */
    private void resume(Subscription paused) {
        if (!isPaused(paused)) {
            return;
        }
        BackOff obstacle = obstacle(paused);
        synchronized (this) {
            if (!isPaused(paused)) {
                return;
            }
            if (obstacle == null) {
                state = State.RUNNING;
                failureTold = false;
            }
        }
        if (obstacle == null) {
            begin(paused);
        } else {
            resumeLater(paused, obstacle);
        }
    }

    private void resumeLater(Subscription paused, BackOff obstacle) {
        long delay;
        synchronized (this) {
            delay = obstacle.nextMillis();
        }
        threads.later(delay, () -> resume(paused));
    }

    private synchronized boolean isPaused(Subscription paused) {
        return state == State.PAUSED && paused.equals(source);
    }

    /** By what to wait before it is looked at again; null if messages can reach the bean. */
    private @Nullable BackOff obstacle(Subscription paused) {
        try {
            if (!hasLogin(paused)) {
                return storeBackOff;
            }
            return mayReceive(paused) && EndpointWork.canReachBean(this, paused.node()) ? null : beanBackOff;
        } catch (RuntimeException | Error e) {
            tellUnexpected(e);
            return beanBackOff;
        }
    }

    /** Logs in anew if the last login does not count any more, as after a change of the password and back. */
    private boolean hasLogin(Subscription paused) {
        if (paused.user().access().isCurrent()) {
            return true;
        }
        try {
            paused.user().loginAgain();
        } catch (AccessDeniedException | StoreException e) {
            LOG.log(Level.DEBUG, "bean " + name + " cannot log in again yet", e);
            return false;
        }
        synchronized (this) {
            if (paused.equals(source)) {
                storeBackOff.reset();
            }
        }
        return true;
    }

    private static boolean mayReceive(Subscription paused) {
        try {
            paused.requireAllowed();
            return true;
        } catch (AccessDeniedException e) {
            LOG.log(Level.DEBUG, "still not allowed to receive", e);
            return false;
        }
    }

    // ---- stopping

    /** Ends it: takes no more, waits for the deliveries that are going on, gives back the rest. */
    public void stop() {
        Subscription open;
        synchronized (this) {
            if (state == State.STOPPED) {
                return;
            }
            state = State.STOPPED;
            open = source;
        }
        if (open != null) {
            open.consumer().deactivate();
        }
        withdrawWorks();
        awaitWorks();
        if (open != null) {
            open.close();
        }
        LOG.log(Level.INFO, "ONCEMQ-3102 bean {0} receives no more from {1}", name, target.destination());
    }

    private void withdrawWorks() {
        List<EndpointWork> left;
        synchronized (this) {
            left = List.copyOf(works);
        }
        for (EndpointWork work : left) {
            try {
                work.withdraw();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.WARNING, "ONCEMQ-3110 a message of bean " + name + " could not be given back", e);
            }
        }
    }

    private void awaitWorks() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        int left;
        synchronized (this) {
            try {
                while (!works.isEmpty() && deadline - System.nanoTime() > 0) {
                    wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
                }
            } catch (InterruptedException e) {
                // The server is in a hurry; what is going on ends on its own.
                Thread.currentThread().interrupt();
            }
            left = works.size();
        }
        if (left > 0) {
            LOG.log(
                    Level.WARNING,
                    "ONCEMQ-3108 bean {0} still works on {1} messages; they are committed or delivered again",
                    name,
                    left);
        }
    }

    // ---- for the works

    MessageEndpointFactory factory() {
        return factory;
    }

    String name() {
        return name;
    }

    boolean isTransacted() {
        return transacted;
    }

    @Override
    public String toString() {
        return name + " receiving from " + target.destination();
    }
}
