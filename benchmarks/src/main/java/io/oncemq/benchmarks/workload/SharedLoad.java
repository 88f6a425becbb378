// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import io.oncemq.benchmarks.cell.CellResult;
import io.oncemq.benchmarks.client.Clients;
import io.oncemq.benchmarks.client.Receiver;
import io.oncemq.benchmarks.client.Sender;
import io.oncemq.benchmarks.client.Traffic;
import io.oncemq.benchmarks.system.Family;
import io.oncemq.benchmarks.system.Storage;
import io.oncemq.benchmarks.system.SystemId;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * Several JVMs on one store, each with senders and receivers of one queue; the figure is that of all together. The brokers
 * are not in it: embedded they cannot be shared, and over a network they would be another thing than in this table.
 */
record SharedLoad(String name, String title, Form form, int jvms) implements Workload {
    private static final String QUEUE = "bench";
    private static final String PHASE = "jvm-";
    private static final int CLIENTS = 2;
    private static final int WINDOW = 500;
    /** The compilers of all JVMs share the processors: as long for each as one alone would have. */
    private static final long WARM_UP_MILLIS_PER_JVM = 15_000;

    private static final long BARRIER_NANOS = TimeUnit.SECONDS.toNanos(60);

    @Override
    public List<String> phases() {
        List<String> phases = new ArrayList<>();
        for (int i = 0; i < jvms; i++) {
            phases.add(PHASE + i);
        }
        return phases;
    }

    @Override
    public boolean concurrent() {
        return true;
    }

    @Override
    public boolean fits(SystemId system) {
        return system.family() == Family.ONCEMQ && system.storage() == Storage.POSTGRESQL;
    }

    @Override
    public void run(Run run) throws Exception {
        int jvm = Integer.parseInt(run.spec().phase().substring(PHASE.length()));
        Clients clients = run.system().clients(QUEUE);
        List<Receiver> receivers = new ArrayList<>();
        List<Sender> senders = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            receivers.add(clients.receiver(Traffic.PLAIN, false));
            senders.add(clients.sender(Traffic.PLAIN, false));
        }
        awaitOthers(run.spec().directory(), jvm);
        List<LongList> tags = new ArrayList<>();
        long[] sent = new ClosedLoop(run, 1, WINDOW)
                .driveShared(senders, receivers, tags, jvm * CLIENTS, jvms * WARM_UP_MILLIS_PER_JVM);
        write(run.spec().directory().resolve("tags-" + jvm), sent, tags);
    }

    private void awaitOthers(Path directory, int jvm) throws IOException, InterruptedException {
        Files.createFile(directory.resolve("ready-" + jvm));
        long end = System.nanoTime() + BARRIER_NANOS;
        for (int i = 0; i < jvms; i++) {
            while (!Files.exists(directory.resolve("ready-" + i))) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("the other JVMs did not start");
                }
                Thread.sleep(5);
            }
        }
    }

    @Override
    public void check(Path directory, CellResult result) throws IOException {
        long[] sent = new long[jvms * CLIENTS];
        List<LongList> received = new ArrayList<>();
        for (int jvm = 0; jvm < jvms; jvm++) {
            try (DataInputStream in = new DataInputStream(
                    new BufferedInputStream(Files.newInputStream(directory.resolve("tags-" + jvm))))) {
                for (int i = 0; i < CLIENTS; i++) {
                    sent[jvm * CLIENTS + i] = in.readLong();
                }
                for (int i = 0; i < CLIENTS; i++) {
                    LongList tags = new LongList();
                    for (int left = in.readInt(); left > 0; left--) {
                        tags.add(in.readLong());
                    }
                    received.add(tags);
                }
            }
        }
        Ledger.check(sent, received).forEach(result::problem);
        fairness(received, result);
    }

    /** What the JVM that got least and the one that got most received, as multiples of an equal share. */
    private void fairness(List<LongList> received, CellResult result) {
        long[] ofJvm = new long[jvms];
        long all = 0;
        for (int i = 0; i < received.size(); i++) {
            ofJvm[i / CLIENTS] += received.get(i).size();
            all += received.get(i).size();
        }
        if (all > 0) {
            double fair = (double) all / jvms;
            result.metric("least share", LongStream.of(ofJvm).min().orElse(0) / fair);
            result.metric("greatest share", LongStream.of(ofJvm).max().orElse(0) / fair);
        }
    }

    private static void write(Path file, long[] sent, List<LongList> received) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (long count : sent) {
                out.writeLong(count);
            }
            for (LongList tags : received) {
                out.writeInt(tags.size());
                for (int i = 0; i < tags.size(); i++) {
                    out.writeLong(tags.get(i));
                }
            }
        }
    }
}
