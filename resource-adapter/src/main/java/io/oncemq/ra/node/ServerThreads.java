// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.node;

import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.work.Work;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Timer;
import java.util.TimerTask;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Threads and time as the server lends them. Safe for any thread. */
public final class ServerThreads implements AutoCloseable {
    private static final Logger LOG = System.getLogger("io.oncemq.ra");
    private static final long RETRY_MILLIS = 1_000;

    private final BootstrapContext context;
    private final HandOver handOver;
    private @Nullable Timer timer;
    private boolean closed;

    public ServerThreads(BootstrapContext context) {
        this.context = context;
        this.handOver = new HandOver(context.getWorkManager());
    }

    /**
     * Runs work on a thread of the server soon; does not wait for it, nor for the server to have a thread.
     *
     * @param rejected hears, once, of work that will never run; on whatever thread finds out
     */
    public void run(Work work, Consumer<Throwable> rejected) {
        handOver.run(work, rejected);
    }

    /** Runs a task on a thread of the server as soon as it has one. */
    public void soon(Runnable task) {
        // The server has no thread to spare now, or is stopping; in the latter case the timer ends too.
        run(new Task(task), rejection -> later(RETRY_MILLIS, task));
    }

    /** Runs a task on a thread of the server after a while; never if the adapter is stopped before. */
    public void later(long delayMillis, Runnable task) {
        Timer open = timer();
        if (open != null) {
            try {
                open.schedule(
                        new TimerTask() {
                            @Override
                            public void run() {
                                soon(task);
                            }
                        },
                        delayMillis);
            } catch (IllegalStateException e) {
                LOG.log(Level.DEBUG, "the timer was cancelled: the adapter, or the server, is being stopped", e);
            }
        }
    }

    private synchronized @Nullable Timer timer() {
        if (timer == null && !closed) {
            try {
                timer = AdapterLoader.within(context::createTimer);
            } catch (UnavailableException | UnsupportedOperationException e) {
                // A server need not have one; then it is ours.
                timer = AdapterLoader.within(() -> new Timer("oncemq-adapter", true));
            }
        }
        return closed ? null : timer;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            if (timer != null) {
                timer.cancel();
            }
        }
        handOver.close();
    }

    private record Task(Runnable task) implements Work {
        @Override
        public void run() {
            task.run();
        }

        /** Tasks are short, or end when their adapter is stopped. */
        @Override
        public void release() {}
    }
}
