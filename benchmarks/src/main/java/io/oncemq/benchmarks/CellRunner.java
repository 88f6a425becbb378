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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs cells, each in fresh JVMs with a directory and databases of its own. */
final class CellRunner implements AutoCloseable {
    private final Options options;
    private final DiskProbe disk;
    private final Path work;
    private final Path logs;
    private @Nullable PostgresServer postgres;
    private @Nullable Process running;
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
        Runtime.getRuntime().addShutdownHook(new Thread(this::endRunning));
    }

    DiskProbe disk() {
        return disk;
    }

    Path logs() {
        return logs;
    }

    /** Runs all phases of a cell. What goes wrong is in the result. */
    CellResult run(Cell cell) throws IOException, SQLException, InterruptedException {
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
                CellResult phaseResult = fork(cell, spec);
                phaseResult.addEarlier(result);
                result = phaseResult;
                if (!result.problems().isEmpty()) {
                    break;
                }
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

    private CellResult fork(Cell cell, CellSpec spec) throws IOException, InterruptedException {
        String label = cell.label() + "." + spec.phase();
        Path specFile = work.resolve("spec");
        Path resultFile = work.resolve("result");
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
        running = process;
        boolean ended = process.waitFor(cell.workload().patience().toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            endRunning();
        }
        running = null;
        if (Files.exists(resultFile)) {
            // Also if its JVM would not end: what was measured is whole.
            return CellResult.read(resultFile);
        }
        CellResult failed = new CellResult();
        failed.problem(
                ended
                        ? "failed, exit code " + process.exitValue() + ", see " + log.getFileName()
                        : "not done after " + cell.workload().patience().toSeconds() + " s");
        return failed;
    }

    private void endRunning() {
        Process process = running;
        if (process != null) {
            process.destroyForcibly();
        }
    }

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
