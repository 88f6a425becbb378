// SPDX-License-Identifier: Apache-2.0
package io.oncemq.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A WildFly in a process of its own, with a fresh configuration, log and deployments in the directory given. */
final class WildFly {
    private static final Path HOME = Path.of(System.getProperty("wildfly.home"));
    private static final long PATIENCE_SECONDS = 120;

    private final Path base;
    private final int portOffset;
    private final List<Path> logs = new ArrayList<>();
    private @Nullable Process script;

    WildFly(Path directory) throws IOException {
        base = directory.resolve("standalone");
        copy(HOME.resolve("standalone"), base);
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            // Its highest port is 9990.
            portOffset = socket.getLocalPort() % 20_000 + 10_000;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : (Iterable<Path>) tree::iterator) {
                Files.createDirectories(to);
                Path target = to.resolve(from.relativize(path).toString());
                if (!Files.exists(target)) {
                    Files.copy(path, target);
                }
            }
        }
    }

    /** The driver is part of the installation, which is unpacked once. */
    void installDriver(Path jar) throws IOException, InterruptedException {
        if (!Files.exists(HOME.resolve("modules/org/postgresql/main/module.xml"))) {
            commands(Path.of("src/test/cli/driver.cli"), Map.of("driver.jar", jar.toString()));
        }
    }

    /** Runs a script of its command line, with the server stopped. */
    void commands(Path script, Map<String, String> values) throws IOException, InterruptedException {
        Path properties = base.resolve("script.properties");
        Properties file = new Properties();
        file.putAll(values);
        try (var out = Files.newBufferedWriter(properties)) {
            file.store(out, null);
        }
        Path log = base.resolve(script.getFileName() + ".log");
        ProcessBuilder builder = builder(
                log,
                "jboss-cli.sh",
                "--file=" + script.toAbsolutePath(),
                "--properties=" + properties,
                "--resolve-parameter-values");
        builder.environment().put("JAVA_OPTS", "-Djboss.server.base.dir=" + base);
        if (builder.start().waitFor() != 0) {
            throw new IllegalStateException(script + " failed:\n" + Files.readString(log));
        }
    }

    private static ProcessBuilder builder(Path log, String program, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(HOME.resolve("bin").resolve(program).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    /** Is deployed when the server starts. */
    Path deployments() {
        return base.resolve("deployments");
    }

    void start(String... systemProperties) throws IOException {
        Path log = base.resolve("console-" + logs.size() + ".log");
        logs.add(log);
        List<String> arguments = new ArrayList<>(List.of(
                "--server-config=standalone-full.xml",
                "-Djboss.server.base.dir=" + base,
                "-Djboss.socket.binding.port-offset=" + portOffset,
                // Every 2 minutes otherwise.
                "-DRecoveryEnvironmentBean.periodicRecoveryPeriod=5",
                "-DRecoveryEnvironmentBean.recoveryBackoffPeriod=1"));
        arguments.addAll(List.of(systemProperties));
        script = builder(log, "standalone.sh", arguments.toArray(String[]::new)).start();
    }

    /** The JVM, which the script started, with {@code kill -9}. */
    void kill() throws InterruptedException {
        Process running = script;
        if (running != null) {
            running.descendants().forEach(ProcessHandle::destroyForcibly);
            running.waitFor();
            script = null;
        }
    }

    /** As an operator stops it. */
    void stop() throws InterruptedException {
        Process running = script;
        if (running != null) {
            running.descendants().forEach(ProcessHandle::destroy);
            if (!running.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
            script = null;
        }
    }

    boolean isRunning() {
        Process running = script;
        return running != null && running.isAlive();
    }

    /** What all starts so far have written on the console. */
    List<String> console() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path log : logs) {
            lines.addAll(Files.readAllLines(log));
        }
        return lines;
    }
}
