// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import io.oncemq.benchmarks.client.Receiver;
import io.oncemq.benchmarks.client.Sender;
import io.oncemq.benchmarks.client.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Senders and receivers that run as fast as they can, a thread each: warm-up, measured time, then the senders stop, the
 * receivers take the rest, and everything is checked.
 *
 * <p>Senders never get further ahead than a window, so that a system whose sends are faster than its receives is not
 * measured on a growing backlog; that is a workload of its own.
 */
final class ClosedLoop {
    private static final long NO_PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(15);
    private static final long SHARED_QUIET_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final long POLL_MILLIS = 100;

    private final Run run;
    private final int batch;
    private final Semaphore ahead;
    private final LongAdder sent = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private boolean sendFreely;
    private int producerOffset;
    private long quietNanos = NO_PROGRESS_NANOS;
    private long warmUpMillis;
    private volatile boolean sendingEnds;
    private volatile boolean receivingEnds;

    /**
     * A loop to be driven once.
     *
     * @param batch messages a commit; 1 for clients without transactions
     * @param window how far senders may be ahead, in messages
     */
    ClosedLoop(Run run, int batch, int window) {
        this.run = run;
        this.batch = batch;
        ahead = new Semaphore(window);
        warmUpMillis = run.spec().warmUpMillis();
    }

    /** One queue: what is sent comes to any of the receivers. Closes them all. */
    void driveQueue(List<Sender> senders, List<Receiver> receivers) throws Exception {
        List<LongList> tags = new ArrayList<>();
        long[] counts = drive(senders, receivers, tags, 1);
        Ledger.check(counts, tags).forEach(run.result()::problem);
    }

    /** One topic: what is sent comes to each of the receivers. Closes them all. The rate is that of deliveries. */
    void driveTopic(List<Sender> senders, List<Receiver> receivers) throws Exception {
        List<LongList> tags = new ArrayList<>();
        long[] counts = drive(senders, receivers, tags, receivers.size());
        for (LongList each : tags) {
            Ledger.check(counts, List.of(each)).forEach(run.result()::problem);
        }
    }

    /** Senders only, into a backlog that the receiver takes and checks afterwards. */
    void driveSenders(List<Sender> senders, Callable<Receiver> afterwards) throws Exception {
        sendFreely = true;
        long[] counts = drive(senders, List.of(), new ArrayList<>(), 1);
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        LongList tags = Drain.all(afterwards.call(), total, batch == 1 ? 100 : batch);
        Ledger.check(counts, List.of(tags)).forEach(run.result()::problem);
    }

    /**
     * One queue that other JVMs send to and receive from as well: what is left comes to any of them, so the end is when
     * nothing has come for a while. Closes them all; the check is the caller's.
     *
     * @param firstProducer the number of the first sender among those of all JVMs
     * @param leastWarmUpMillis however short the run's is
     */
    long[] driveShared(
            List<Sender> senders,
            List<Receiver> receivers,
            List<LongList> tags,
            int firstProducer,
            long leastWarmUpMillis)
            throws Exception {
        producerOffset = firstProducer;
        warmUpMillis = Math.max(warmUpMillis, leastWarmUpMillis);
        quietNanos = SHARED_QUIET_NANOS;
        return drive(senders, receivers, tags, 0);
    }

    private long[] drive(List<Sender> senders, List<Receiver> receivers, List<LongList> tags, int copies)
            throws Exception {
        long[] counts = new long[senders.size()];
        List<Thread> sending = new ArrayList<>();
        List<Thread> receiving = new ArrayList<>();
        for (int i = 0; i < receivers.size(); i++) {
            Receiver receiver = receivers.get(i);
            LongList list = new LongList();
            tags.add(list);
            receiving.add(start("receiver-" + i, () -> receive(receiver, list)));
        }
        for (int i = 0; i < senders.size(); i++) {
            int producer = i;
            sending.add(start("sender-" + i, () -> counts[producer] = send(senders.get(producer), producer, copies)));
        }
        LongAdder progress = receivers.isEmpty() ? sent : received;

        pause(warmUpMillis);
        long before = progress.sum();
        Meter meter = new Meter();
        pause(run.spec().measureMillis());
        long measured = progress.sum() - before;
        double seconds = meter.seconds();
        meter.perMessage(run.result(), measured);
        run.result().value(measured / seconds);

        sendingEnds = true;
        for (Thread thread : sending) {
            thread.join();
        }
        if (!receivers.isEmpty()) {
            awaitReceived(copies == 0 ? Long.MAX_VALUE : sent.sum() * copies);
        }
        receivingEnds = true;
        for (Thread thread : receiving) {
            thread.join();
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException("a client failed", thrown);
        }
        for (Sender sender : senders) {
            sender.close();
        }
        for (Receiver receiver : receivers) {
            receiver.close();
        }
        return counts;
    }

    private void pause(long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (failure.get() == null && System.nanoTime() < end) {
            TimeUnit.NANOSECONDS.sleep(
                    Math.max(1, Math.min(end - System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(100))));
        }
    }

    private void awaitReceived(long expected) throws InterruptedException {
        long last = -1;
        long since = System.nanoTime();
        while (failure.get() == null && received.sum() < expected && System.nanoTime() - since < quietNanos) {
            long now = received.sum();
            if (now != last) {
                last = now;
                since = System.nanoTime();
            }
            Thread.sleep(2);
        }
    }

    private long send(Sender sender, int producer, int copies) throws Exception {
        long sequence = 0;
        while (!sendingEnds) {
            if (!sendFreely && !ahead.tryAcquire(batch * Math.max(1, copies), 50, TimeUnit.MILLISECONDS)) {
                continue;
            }
            for (int i = 0; i < batch; i++) {
                sender.send(Tag.of(producerOffset + producer, sequence++));
            }
            if (batch > 1) {
                sender.commit();
            }
            sent.add(batch);
        }
        return sequence;
    }

    /** The last look, after all has come, is for what should not come. */
    private void receive(Receiver receiver, LongList tags) throws Exception {
        int pending = 0;
        boolean last = false;
        while (!last) {
            last = receivingEnds;
            long tag = receiver.receive(POLL_MILLIS);
            if (tag != Tag.NONE) {
                tags.add(tag);
                pending++;
                last = false;
            }
            if (pending == batch || (pending > 0 && tag == Tag.NONE)) {
                if (batch > 1) {
                    receiver.commit();
                }
                received.add(pending);
                ahead.release(pending);
                pending = 0;
            }
        }
    }

    private Thread start(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (Throwable e) {
                        failure.compareAndSet(null, e);
                        sendingEnds = true;
                        receivingEnds = true;
                    }
                },
                name);
        thread.start();
        return thread;
    }

    private interface Task {
        void run() throws Exception;
    }
}
