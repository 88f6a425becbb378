// SPDX-License-Identifier: Apache-2.0
package io.oncemq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.shrinkwrap.api.Node;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Payara died between the two phases of a transaction, and its recovery does not come to branches of an adapter that is
 * deployed later: an administrator finds the branch with the command of the jars in the adapter, and ends it.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class InDoubtBranchIT {
    private Path directory;
    private String store;

    @BeforeEach
    void letTheServerDie(@TempDir Path files) throws Exception {
        directory = files;
        store = "jdbc:h2:file:" + directory.resolve("messages");
        List<String> command = new ArrayList<>(List.of(
                "@" + Path.of("../build/payara/jvm.args").toAbsolutePath(),
                "-Djava.util.logging.config.file=" + Path.of("../build/payara/logging.properties")));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), DyingServer.class.getName()));
        command.addAll(List.of(directory.resolve("payara").toString(), store));
        Ended server = java(command);
        assertThat(server.exit).as(server.all()).isEqualTo(LastWords.HALTED);
    }

    @Test
    void theCommandListsItAndCommitsIt() throws Exception {
        String id = listed();

        assertThat(command("branches", "commit", id)).isEqualTo("committed " + id);

        assertThat(command("branches", "list")).isEqualTo("prepared branches: 0");
        assertThat(messages()).isEqualTo(1);
    }

    /** The only branch. */
    private String listed() throws Exception {
        String list = command("branches", "list");
        assertThat(list)
                .contains("prepared branches: 1")
                .contains("queue " + DyingServer.QUEUE + ": 1 sent, 0 received");
        return list.lines().findFirst().orElseThrow();
    }

    /** As an administrator runs it; what it prints. */
    private String command(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("-cp", jars(), "io.oncemq.admin.OnceMqCommand"));
        command.addAll(List.of("--url=" + store, "--user=sa"));
        command.addAll(Arrays.asList(words));
        Ended ended = java(command);
        assertThat(ended.exit).as(ended.all()).isZero();
        return ended.output.strip();
    }

    /** The adapter's jars, and one that has the API, as the server's has. */
    private String jars() throws Exception {
        Path jars = Files.createDirectories(directory.resolve("jars"));
        for (Node node : Archives.adapter()
                .getContent(path -> path.get().endsWith(".jar"))
                .values()) {
            Path jar = jars.resolve(node.getPath().get().substring(1));
            if (!Files.exists(jar)) {
                try (var content = node.getAsset().openStream()) {
                    Files.copy(content, jar);
                }
            }
        }
        String api = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> entry.contains("payara-embedded-all"))
                .findFirst()
                .orElseThrow();
        return jars + "/*" + File.pathSeparator + api;
    }

    private record Ended(int exit, String output, String errors) {
        String all() {
            return output + errors;
        }
    }

    private Ended java(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(arguments);
        Path errors = Files.createTempFile(directory, "errors", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
        builder.environment().put("ONCEMQ_PASSWORD", "sa");
        Process process = builder.start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Ended(process.waitFor(), output, Files.readString(errors));
        } finally {
            process.destroyForcibly();
        }
    }

    private int messages() throws Exception {
        try (Connection connection = DriverManager.getConnection(store, "sa", "sa");
                PreparedStatement select = connection.prepareStatement("select count(*) from oncemq_delivery");
                ResultSet rows = select.executeQuery()) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
