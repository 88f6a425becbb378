// SPDX-License-Identifier: Apache-2.0
package io.oncemq;

import jakarta.jms.JMSException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of this JVM by their store, each with the number of its users. The table is guarded by {@code NODES}, under
 * which nothing is opened or closed.
 */
final class NodeRegistry {
    private static final Logger LOG = System.getLogger("io.oncemq");
    private static final Map<StoreKey, Entry> NODES = new HashMap<>();
    private static final ScheduledThreadPoolExecutor TIMER = newTimer();
    private static @Nullable Thread shutdownHook;

    private NodeRegistry() {}

    /** A node that is being opened, open, or being closed. */
    static final class Entry {
        private final StoreKey key;
        private final OnceMqSettings settings;
        private final CompletableFuture<Node> opening = new CompletableFuture<>();
        private final CountDownLatch closed = new CountDownLatch(1);

        // Guarded by NODES.
        private int users;
        private int serverUsers;
        private boolean jvmEnds;
        private boolean closing;
        private long lingering;

        Entry(StoreKey key, OnceMqSettings settings) {
            this.key = key;
            this.settings = settings;
        }

        Node node() {
            return opening.join();
        }
    }

    /** Who has a share in a node: what ends it when the JVM does. */
    enum User {
        /** Whatever runs in Java SE: the JVM's shutdown hook closes what it has left open. */
        JVM,
        /** A server, which stops what works with the node in its own order, and then gives the share back. */
        SERVER
    }

    static Entry join(OnceMqSettings settings, User user) throws JMSException {
        StoreKey key = StoreKey.of(settings);
        while (true) {
            Entry entry;
            boolean mine = false;
            boolean ending;
            synchronized (NODES) {
                entry = NODES.get(key);
                if (entry == null) {
                    entry = new Entry(key, settings);
                    NODES.put(key, entry);
                    mine = true;
                    addShutdownHook();
                } else if (!entry.closing) {
                    requireSame(entry.settings, settings);
                    entry.lingering++;
                }
                if (!entry.closing) {
                    entry.users++;
                    entry.serverUsers += user == User.SERVER ? 1 : 0;
                }
                ending = entry.closing;
            }
            if (mine) {
                open(entry);
                return entry;
            } else if (ending) {
                await(entry);
            } else {
                awaitOpening(entry, user);
                return entry;
            }
        }
    }

    private static void requireSame(OnceMqSettings present, OnceMqSettings asked) throws JMSException {
        String difference = present.differenceFrom(asked);
        if (difference != null) {
            throw new JMSException(
                    "this JVM has a node on that store with another value of setting " + difference
                            + "; use the same settings for all of its users, or close them first",
                    "ONCEMQ-2504");
        }
    }

    private static void open(Entry entry) throws JMSException {
        boolean opened = false;
        try {
            entry.opening.complete(Node.open(entry.settings));
            opened = true;
        } catch (JMSException | RuntimeException e) {
            entry.opening.completeExceptionally(e);
            throw e;
        } finally {
            if (!opened) {
                // Not remembered: the next one tries again.
                remove(entry);
                entry.opening.completeExceptionally(new IllegalStateException("the node could not be opened"));
            }
        }
    }

    private static void awaitOpening(Entry entry, User user) throws JMSException {
        try {
            entry.opening.get();
        } catch (ExecutionException e) {
            Exception cause = e.getCause() instanceof Exception known ? known : e;
            throw Node.failed("the node could not be opened: " + cause.getMessage(), "ONCEMQ-2501", cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            leave(entry, user, entry.settings.linger());
            throw Node.failed("interrupted while the node was opened", "ONCEMQ-2505", e);
        }
    }

    private static void await(Entry entry) throws JMSException {
        try {
            entry.closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Node.failed("interrupted while a node of the same store was closed", "ONCEMQ-2505", e);
        }
    }

    /** A user has gone; the last one's linger decides when the node closes. */
    static void leave(Entry entry, User user, Duration linger) {
        long lingering;
        boolean overdue;
        synchronized (NODES) {
            entry.users--;
            entry.serverUsers -= user == User.SERVER ? 1 : 0;
            if (entry.closing) {
                return;
            }
            // The shutdown hook has run and has left it to the server.
            overdue = entry.jvmEnds && entry.serverUsers == 0;
            if (entry.users > 0 && !overdue) {
                return;
            }
            entry.closing = overdue;
            lingering = ++entry.lingering;
        }
        if (overdue) {
            end(entry);
        } else if (linger.isZero()) {
            close(entry, lingering);
        } else {
            // Its outcome is told by close itself.
            var unused = TIMER.schedule(() -> close(entry, lingering), linger.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Closes the node that lingers, if there is one with these settings. */
    static void closeIdle(OnceMqSettings settings) {
        Entry entry;
        long lingering;
        synchronized (NODES) {
            entry = NODES.get(StoreKey.of(settings));
            if (entry == null) {
                return;
            }
            lingering = entry.lingering;
        }
        close(entry, lingering);
    }

    /** Closes it unless it was joined since. */
    private static void close(Entry entry, long lingering) {
        synchronized (NODES) {
            if (entry.closing || entry.users > 0 || entry.lingering != lingering) {
                return;
            }
            entry.closing = true;
        }
        end(entry);
    }

    private static void end(Entry entry) {
        try {
            entry.node().close();
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "ONCEMQ-2506 a node did not close in order", e);
        } finally {
            remove(entry);
            entry.closed.countDown();
        }
    }

    private static void remove(Entry entry) {
        synchronized (NODES) {
            NODES.remove(entry.key, entry);
            if (NODES.isEmpty()) {
                removeShutdownHook();
            }
        }
    }

    /**
     * The JVM is shutting down. All of its hooks run at the same time, a server's too, which waits for what it still works on: the nodes
     * that a server has shares in stay until it gives back the last of them. If it never does, their leases end as after a crash.
     */
    static void closeAll() {
        List<Entry> open = new ArrayList<>();
        synchronized (NODES) {
            for (Entry entry : NODES.values()) {
                if (entry.serverUsers > 0) {
                    entry.jvmEnds = true;
                } else if (!entry.closing && entry.opening.isDone() && !entry.opening.isCompletedExceptionally()) {
                    entry.closing = true;
                    open.add(entry);
                }
            }
        }
        open.forEach(NodeRegistry::end);
    }

    /** There while there are nodes, so that an undeployed application leaves nothing behind. */
    private static void addShutdownHook() {
        if (shutdownHook == null) {
            Thread hook = new Thread(NodeRegistry::closeAll, "oncemq-shutdown");
            try {
                Runtime.getRuntime().addShutdownHook(hook);
                shutdownHook = hook;
            } catch (IllegalStateException e) {
                LOG.log(Level.DEBUG, "the JVM is shutting down: the node's lease will end by itself", e);
            }
        }
    }

    private static void removeShutdownHook() {
        Thread hook = shutdownHook;
        shutdownHook = null;
        if (hook != null) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                LOG.log(Level.DEBUG, "the JVM is shutting down and runs the hook itself", e);
            }
        }
    }

    private static ScheduledThreadPoolExecutor newTimer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "oncemq-linger");
            thread.setDaemon(true);
            return thread;
        });
        timer.setKeepAliveTime(1, TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }
}
