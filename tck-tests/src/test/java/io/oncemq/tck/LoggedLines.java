// SPDX-License-Identifier: Apache-2.0
package io.oncemq.tck;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Collects what is logged from its creation until it is closed, with the messages of the causes, in the console's place. */
final class LoggedLines extends Handler implements AutoCloseable {
    // Not a local: the log manager holds loggers weakly.
    private final Logger root = Logger.getLogger("");
    private final Handler[] replaced = root.getHandlers();
    private final Formatter formatter = new SimpleFormatter();
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();

    LoggedLines() {
        for (Handler handler : replaced) {
            root.removeHandler(handler);
        }
        root.addHandler(this);
    }

    @Override
    public void publish(LogRecord entry) {
        lines.add(formatter.formatMessage(entry));
        for (Throwable cause = entry.getThrown(); cause != null; cause = cause.getCause()) {
            lines.add(cause.toString());
        }
    }

    @Override
    public void flush() {
        // Nothing is buffered.
    }

    @Override
    public void close() {
        root.removeHandler(this);
        for (Handler handler : replaced) {
            root.addHandler(handler);
        }
    }

    @Override
    public String toString() {
        return String.join(System.lineSeparator(), lines);
    }
}
