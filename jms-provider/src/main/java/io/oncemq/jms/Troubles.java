// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Tells a connection's exception listener, one call at a time (specification, 6.1.7). Safe for any thread. */
final class Troubles {
    private static final Logger LOG = System.getLogger("io.oncemq");

    private final Executor executor;
    private final Deque<Told> waiting = new ArrayDeque<>();
    private boolean running;

    Troubles(Executor executor) {
        this.executor = executor;
    }

    void tell(ExceptionListener listener, JMSException trouble) {
        Told told = new Told(listener, trouble);
        synchronized (this) {
            waiting.add(told);
            if (running) {
                return;
            }
            running = true;
        }
        try {
            executor.execute(this::run);
        } catch (RuntimeException | Error e) {
            synchronized (this) {
                waiting.remove(told);
                running = false;
            }
            throw e;
        }
    }

    private void run() {
        for (Told told = next(); told != null; told = next()) {
            try {
                told.listener.onException(told.trouble);
            } catch (Throwable e) { // the next trouble is to be told all the same
                LOG.log(Level.WARNING, "ONCEMQ-2405 an exception listener threw an exception", e);
            }
        }
    }

    private synchronized @Nullable Told next() {
        Told told = waiting.poll();
        running = told != null;
        return told;
    }

    private record Told(ExceptionListener listener, JMSException trouble) {}
}
