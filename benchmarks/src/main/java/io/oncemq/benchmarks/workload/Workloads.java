// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import io.oncemq.benchmarks.client.Traffic;
import java.util.List;

/** All workloads, in the order of the tables. */
public final class Workloads {
    private static final int MEBIBYTE = 1024 * 1024;

    private static final List<Workload> ALL = List.of(
            new QueueLoad("send", "1 producer, AUTO", Form.SHORT, 1, 0, 1, 1000, Traffic.PLAIN),
            new QueueLoad("auto-1x1", "1 + 1, AUTO", Form.SHORT, 1, 1, 1, 1000, Traffic.PLAIN),
            new QueueLoad("transacted-1x1", "1 + 1, transacted 100", Form.SHORT, 1, 1, 100, 2000, Traffic.PLAIN),
            new QueueLoad("auto-8x8", "8 + 8, AUTO", Form.SHORT, 8, 8, 1, 1000, Traffic.PLAIN),
            new XaLoad("xa-1", "XA + row on PostgreSQL, 1 thread", Form.SHORT, 1, 1500),
            new XaLoad("xa-8", "XA + row on PostgreSQL, 8 threads", Form.SHORT, 8, 3000),
            new TopicLoad("topic-4", "topic, 4 durable subscribers", Form.WHOLE, 4),
            new Backlog("backlog-10k", "drain of 10k, 100 a commit, 256 MB heap", Form.WHOLE, 10_000),
            new Backlog("backlog-100k", "drain of 100k, 100 a commit, 256 MB heap", Form.WHOLE, 100_000),
            new Backlog("backlog-1m", "drain of 1M, 100 a commit, 256 MB heap", Form.WHOLE, 1_000_000),
            new SelectorLoad("selector", "selector, 1 in 10 of 100k", Form.WHOLE, 100_000),
            new RequestReply("request-reply", "request/reply, temporary queue, non-persistent", Form.WHOLE),
            new QueueLoad(
                    "non-persistent-1x1", "1 + 1, non-persistent", Form.WHOLE, 1, 1, 1, 1000, Traffic.NON_PERSISTENT),
            new StartUp("start-up-1k", "start to first message, 1k stored", Form.WHOLE, 1_000),
            new StartUp("start-up", "start to first message, 100k stored", Form.WHOLE, 100_000),
            new QueueLoad("large-1m", "1 + 1, 1 MiB", Form.WHOLE, 1, 1, 1, 4, Traffic.large(MEBIBYTE)),
            new QueueLoad("large-10m", "1 + 1, 10 MiB", Form.WHOLE, 1, 1, 1, 2, Traffic.large(10 * MEBIBYTE)),
            new ManyQueues("queues-100", "100 queues, little traffic", Form.WHOLE, 100),
            new Latency("latency", "a message now and then, one node", Form.WHOLE, true, false),
            new Latency("latency-non-persistent", "the same, non-persistent", Form.WHOLE, false, false),
            new Latency("latency-other-node", "a message now and then, to an idle node", Form.WHOLE, true, true),
            new SharedLoad("jvms-1", "1 JVM with 2 + 2, AUTO, one queue", Form.WHOLE, 1),
            new SharedLoad("jvms-2", "2 JVMs with 2 + 2 each, AUTO, one queue", Form.WHOLE, 2),
            new SharedLoad("jvms-4", "4 JVMs with 2 + 2 each, AUTO, one queue", Form.WHOLE, 4));

    private Workloads() {}

    public static List<Workload> all() {
        return ALL;
    }

    public static Workload named(String name) {
        return ALL.stream()
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no workload is called '" + name + "'"));
    }
}
