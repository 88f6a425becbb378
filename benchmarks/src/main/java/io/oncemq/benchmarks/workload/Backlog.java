// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import io.oncemq.benchmarks.client.Receiver;
import io.oncemq.benchmarks.client.Sender;
import io.oncemq.benchmarks.client.Tag;
import io.oncemq.benchmarks.client.Traffic;
import io.oncemq.benchmarks.system.SystemId;
import java.time.Duration;
import java.util.List;
import java.util.function.LongUnaryOperator;

/**
 * Messages pile up, the system restarts and is warmed up on another queue, one receiver takes them all: 100 a commit, in a
 * heap of 256 MB.
 */
record Backlog(String name, String title, Form form, int messages) implements Workload {
    private static final String QUEUE = "bench";
    private static final int BATCH = 100;
    private static final String FILL = "fill";

    @Override
    public boolean comparesPeers() {
        return false;
    }

    @Override
    public boolean fits(SystemId system) {
        return true;
    }

    @Override
    public List<String> phases() {
        return List.of(FILL, "drain");
    }

    @Override
    public int heapMebibytes() {
        return 256;
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(60 + messages / 250);
    }

    @Override
    public void run(Run run) throws Exception {
        if (run.spec().phase().equals(FILL)) {
            run.result().metric("fill messages/s", fill(run, QUEUE, messages, index -> Tag.of(0, index)));
            run.result().metric("heap MiB when filled", Meter.heapMebibytes());
        } else {
            drain(run);
        }
    }

    /** Sends a number of messages in transactions of 100; gives the rate. */
    static double fill(Run run, String queue, int messages, LongUnaryOperator tag) throws Exception {
        try (Sender sender = run.system().clients(queue).sender(Traffic.PLAIN, true)) {
            Meter meter = new Meter();
            for (long i = 0; i < messages; i++) {
                sender.send(tag.applyAsLong(i));
                if ((i + 1) % BATCH == 0) {
                    sender.commit();
                }
            }
            sender.commit();
            return messages / meter.seconds();
        }
    }

    private void drain(Run run) throws Exception {
        WarmUp warmUp = new WarmUp(run, BATCH);
        while (warmUp.goesOn()) {
            warmUp.fill();
            warmUp.take(run.system().clients(WarmUp.QUEUE).receiver(Traffic.PLAIN, true), WarmUp.MESSAGES);
        }
        Receiver receiver = run.system().clients(QUEUE).receiver(Traffic.PLAIN, true);
        LongList tags = new LongList();
        Meter meter = new Meter();
        Drain.take(receiver, tags, messages / 2, BATCH);
        meter.pause();
        double heap = Meter.heapMebibytes() - tags.mebibytes();
        meter.resume();
        Drain.take(receiver, tags, messages, BATCH);
        double seconds = meter.seconds();
        meter.perMessage(run.result(), tags.size());
        run.result().value(tags.size() / seconds);
        run.result().metric("us/message", seconds * 1e6 / tags.size());
        run.result().metric("heap MiB half drained", heap);
        Drain.take(receiver, tags, Long.MAX_VALUE, BATCH);
        receiver.close();
        Ledger.check(new long[] {messages}, List.of(tags)).forEach(run.result()::problem);
    }
}
