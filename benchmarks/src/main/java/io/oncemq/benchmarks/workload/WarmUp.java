// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import io.oncemq.benchmarks.client.Receiver;
import io.oncemq.benchmarks.client.Tag;
import java.util.concurrent.TimeUnit;

/**
 * Small backlogs on a queue of its own, each filled before anybody receives and then taken, until the warm-up is over.
 * Without it a backlog of 10,000 is gone before a fresh JVM has compiled what takes it, and depths cannot be compared.
 */
final class WarmUp {
    static final String QUEUE = "warm-up";
    /** Of ten producers, turn by turn; the limit's rows are keyed by their numbers, which no workload uses itself. */
    static final int FIRST_PRODUCER = 1000;

    static final int PRODUCERS = 10;
    static final int MESSAGES = 2_000;

    private final Run run;
    private final int batch;
    private final long end;
    private long sent;

    WarmUp(Run run, int batch) {
        this.run = run;
        this.batch = batch;
        end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(run.spec().warmUpMillis());
    }

    boolean goesOn() {
        return System.nanoTime() < end;
    }

    void fill() throws Exception {
        Backlog.fill(run, QUEUE, MESSAGES, index -> Tag.of(FIRST_PRODUCER + (int) (index % PRODUCERS), sent++));
    }

    /**
     * Takes some of what is there and closes the receiver.
     *
     * @return how many came, which is told as a problem if they are fewer
     */
    int take(Receiver receiver, int expected) throws Exception {
        LongList tags = new LongList();
        Drain.take(receiver, tags, expected, batch);
        receiver.close();
        if (tags.size() < expected) {
            run.result().problem("stalled in the warm-up after " + tags.size() + " of " + expected);
        }
        return tags.size();
    }
}
