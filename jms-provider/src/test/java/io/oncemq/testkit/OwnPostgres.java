// SPDX-License-Identifier: Apache-2.0
package io.oncemq.testkit;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL of a test's own, which it may stop, kill, copy and promote: the same programs as {@link PostgresServer}'s.
 * Used by one thread.
 */
public final class OwnPostgres implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Path programs;
    private final Path data;
    private final int port;

    private OwnPostgres(Path programs, Path data, int port) {
        this.programs = programs;
        this.data = data;
        this.port = port;
    }

    /** A new server that does not run yet. */
    public static OwnPostgres create(Path directory) throws IOException, SQLException {
        Path programs = Path.of(PostgresServer.programs());
        OwnPostgres server = new OwnPostgres(programs, directory.resolve("primary"), freePort());
        server.run("initdb", "-U", PostgresServer.USER, "-A", "trust", "-E", "UTF8", "--no-sync", "-D", server.data());
        server.configure(
                "max_connections = 200",
                "unix_socket_directories = ''",
                "listen_addresses = 'localhost'",
                // The tests end with the server: nothing is to outlast a power cut.
                "fsync = off");
        return server;
    }

    /** A copy of this server, which must not run: a standby that follows it. */
    public OwnPostgres copyAsStandby(String name) throws IOException {
        OwnPostgres standby = new OwnPostgres(programs, data.resolveSibling(name), freePort());
        exec(List.of("cp", "-a", data(), standby.data()));
        Files.createFile(standby.data.resolve("standby.signal"));
        standby.configure("primary_conninfo = 'host=localhost port=" + port + " user=" + PostgresServer.USER
                + " application_name=" + name + "'");
        return standby;
    }

    /** Adds to its configuration; in effect from the next start. */
    public void configure(String... lines) throws IOException {
        Files.write(data.resolve("postgresql.conf"), List.of(lines), StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    }

    public void start() throws IOException {
        run("pg_ctl", "start", "-w", "-D", data(), "-o", "-p " + port, "-l", data() + ".log");
    }

    /** Ends connections, in order. */
    public void stop() throws IOException {
        run("pg_ctl", "stop", "-w", "-m", "fast", "-D", data());
    }

    /** {@code kill -9} of all its processes. */
    public void kill() throws IOException {
        String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
        ProcessHandle postmaster = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
        List<ProcessHandle> all = new ArrayList<>(postmaster.descendants().toList());
        all.add(0, postmaster);
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process ->
                process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join());
    }

    /** Makes a standby a primary. */
    public void promote() throws IOException {
        run("pg_ctl", "promote", "-w", "-D", data());
    }

    public int port() {
        return port;
    }

    /** Runs one statement in a database; the first number of its answer, or 0. */
    public long ask(String database, String sql) {
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:postgresql://localhost:" + port + "/" + database,
                        PostgresServer.USER,
                        PostgresServer.PASSWORD);
                Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return 0;
            }
            try (ResultSet rows = statement.getResultSet()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (Files.exists(data.resolve("postmaster.pid"))) {
            exec(command("pg_ctl", "stop", "-m", "immediate", "-D", data()), false);
        }
    }

    private String data() {
        return data.toString();
    }

    private void run(String program, String... arguments) throws IOException {
        exec(command(program, arguments));
    }

    private List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            // PostgreSQL does not run as root; in a user namespace of its own it is somebody else.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private void exec(List<String> command) throws IOException {
        exec(command, true);
    }

    private void exec(List<String> command, boolean mustWork) throws IOException {
        Path output = Files.createTempFile(data.getParent(), "output", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        process.onExit().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        if (mustWork && process.exitValue() != 0) {
            throw new IllegalStateException(command + ": " + Files.readString(output));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
