// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks;

import io.oncemq.benchmarks.cell.CellResult;
import io.oncemq.benchmarks.cell.CellSpec;
import io.oncemq.benchmarks.cell.Worker;
import io.oncemq.benchmarks.system.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs cells, each in fresh JVMs with a directory and databases of its own. */
final class CellRunner implements AutoCloseable {
    /** Of the processors' time while the cell ran. */
    static final String STOLEN = "stolen %";

    private final Options options;
    private final DiskProbe disk;
    private final Path work;
    private final Path logs;
    private @Nullable PostgresServer postgres;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private int number;

    CellRunner(Options options) throws IOException {
        this.options = options;
        Path target = options.module().resolve("target").toAbsolutePath();
        work = Files.createDirectories(target).resolve("bench");
        logs = target.resolve("bench-logs");
        delete(work);
        delete(logs);
        Files.createDirectories(work);
        Files.createDirectories(logs);
        disk = DiskProbe.of(work);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> running.forEach(Process::destroyForcibly)));
    }

    DiskProbe disk() {
        return disk;
    }

    Path logs() {
        return logs;
    }

    /** Runs all phases of a cell. What goes wrong is in the result, and how much of the processors its host took. */
    CellResult run(Cell cell) throws IOException, SQLException, InterruptedException {
        ProcessorTimes before = ProcessorTimes.now();
        CellResult result = phases(cell);
        result.metric(STOLEN, ProcessorTimes.now().stolenSince(before));
        return result;
    }

    private CellResult phases(Cell cell) throws IOException, SQLException, InterruptedException {
        number++;
        Path directory = Files.createDirectories(work.resolve("cell-" + number));
        String store = "cell_" + number;
        String business = "business_" + number;
        boolean needsStore = cell.system().storage() == Storage.POSTGRESQL;
        boolean needsBusiness = cell.workload().needsBusinessDatabase();
        String storeUrl = needsStore ? postgres().newDatabase(store) : "";
        String businessUrl = needsBusiness ? postgres().newDatabase(business) : "";
        if (needsStore || needsBusiness) {
            postgres().checkpoint();
        }
        CellResult result = new CellResult();
        try {
            List<Fork> forks = new ArrayList<>();
            for (String phase : cell.workload().phases()) {
                CellSpec spec = new CellSpec(
                        cell.system().name(),
                        cell.workload().name(),
                        phase,
                        directory,
                        storeUrl,
                        businessUrl,
                        options.warmUpMillis(),
                        options.measureMillis(),
                        disk.syncNanos(),
                        disk.writeNanos());
                Fork fork = start(cell, spec);
                if (cell.workload().concurrent()) {
                    forks.add(fork);
                    continue;
                }
                CellResult phaseResult = end(cell, fork);
                phaseResult.addEarlier(result);
                result = phaseResult;
                if (!result.problems().isEmpty()) {
                    break;
                }
            }
            for (Fork fork : forks) {
                result.addConcurrent(end(cell, fork));
            }
            if (result.problems().isEmpty()) {
                cell.workload().check(directory, result);
            }
        } finally {
            delete(directory);
            if (needsStore) {
                postgres().drop(store);
            }
            if (needsBusiness) {
                postgres().drop(business);
            }
        }
        return result;
    }

    private Fork start(Cell cell, CellSpec spec) throws IOException {
        String label = cell.label() + "." + spec.phase();
        Path specFile = work.resolve("spec-" + spec.phase());
        Path resultFile = work.resolve("result-" + spec.phase());
        Path log = logs.resolve(label + ".log");
        spec.write(specFile);
        Files.deleteIfExists(resultFile);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + cell.workload().heapMebibytes() + "m");
        command.add("-Xms" + cell.workload().heapMebibytes() + "m");
        for (String argument : options.jvmArguments()) {
            command.add(argument.replace("%cell", logs.resolve(label).toString()));
        }
        command.addAll(List.of(
                "-classpath",
                ClassPaths.of(cell.system().family()),
                Worker.class.getName(),
                specFile.toString(),
                resultFile.toString()));
        Process process = new ProcessBuilder(command)
                .directory(spec.directory().toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        running.add(process);
        return new Fork(process, resultFile, log);
    }

    private CellResult end(Cell cell, Fork fork) throws IOException, InterruptedException {
        long patience = cell.workload().patience().toSeconds();
        boolean ended = fork.process.waitFor(patience, TimeUnit.SECONDS);
        if (!ended) {
            fork.process.destroyForcibly();
        }
        running.remove(fork.process);
        if (Files.exists(fork.resultFile)) {
            // Also if its JVM would not end: what was measured is whole.
            return CellResult.read(fork.resultFile);
        }
        CellResult failed = new CellResult();
        failed.problem(
                ended
                        ? "failed, exit code " + fork.process.exitValue() + ", see " + fork.log.getFileName()
                        : "not done after " + patience + " s");
        return failed;
    }

    private record Fork(Process process, Path resultFile, Path log) {}

    private PostgresServer postgres() throws IOException, SQLException {
        if (postgres == null) {
            postgres = new PostgresServer(work.resolve("postgres"));
        }
        return postgres;
    }

    @Override
    public void close() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
        delete(work);
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(directory)) {
            paths.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.deleteIfExists(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
