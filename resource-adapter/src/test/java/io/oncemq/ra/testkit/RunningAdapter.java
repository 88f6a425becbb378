// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.testkit;

import io.oncemq.ra.OnceMqResourceAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A server with a started adapter on an H2 file of its own, and a client; new for each test. */
public final class RunningAdapter implements BeforeEachCallback, AfterEachCallback {
    private final boolean joins;
    private final Consumer<OnceMqResourceAdapter> configuration;
    private Path directory;
    private Server server;
    private OnceMqResourceAdapter adapter;
    private Client client;

    public RunningAdapter() {
        this(true);
    }

    public RunningAdapter(boolean joins) {
        this(joins, adapter -> {});
    }

    private RunningAdapter(boolean joins, Consumer<OnceMqResourceAdapter> configuration) {
        this.joins = joins;
        this.configuration = configuration;
    }

    public static RunningAdapter configured(Consumer<OnceMqResourceAdapter> configuration) {
        return new RunningAdapter(true, configuration);
    }

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        directory = Files.createTempDirectory("oncemq-ra");
        server = new Server(joins);
        adapter = server.start(url(), configuration);
        client = new Client(adapter);
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        client.close();
        adapter.stop();
        server.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    public String url() {
        return "jdbc:h2:file:" + directory.resolve("store");
    }

    /** A directory of the test's, removed after it. */
    public Path newDirectory() throws IOException {
        return Files.createTempDirectory(directory, "more");
    }

    public Server server() {
        return server;
    }

    public OnceMqResourceAdapter adapter() {
        return adapter;
    }

    public Client client() {
        return client;
    }
}
