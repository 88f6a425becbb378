// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import io.oncemq.benchmarks.client.Receiver;
import io.oncemq.benchmarks.client.Tag;
import io.oncemq.benchmarks.client.Traffic;
import io.oncemq.benchmarks.system.SystemId;
import java.time.Duration;
import java.util.List;

/** From the start of a JVM's main to the first message received, with many stored. */
record StartUp(String name, String title, Form form, int messages) implements Workload {
    private static final String QUEUE = "bench";
    private static final String FILL = "fill";
    private static final long PATIENCE_MILLIS = 120_000;

    @Override
    public String unit() {
        return "ms";
    }

    @Override
    public boolean moreIsBetter() {
        return false;
    }

    @Override
    public boolean comparesPeers() {
        return false;
    }

    @Override
    public boolean fits(SystemId system) {
        return system.isJms();
    }

    @Override
    public List<String> phases() {
        return List.of(FILL, "start");
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(60 + messages / 250);
    }

    @Override
    public void run(Run run) throws Exception {
        if (run.spec().phase().equals(FILL)) {
            Backlog.fill(run, QUEUE, messages, index -> Tag.of(0, index));
            return;
        }
        try (Receiver receiver = run.system().clients(QUEUE).receiver(Traffic.PLAIN, false)) {
            long tag = receiver.receive(PATIENCE_MILLIS);
            run.result().value((System.nanoTime() - run.begunNanos()) / 1e6);
            if (tag != Tag.of(0, 0)) {
                run.result().problem("the first message was not the oldest");
            }
        }
    }
}
