// SPDX-License-Identifier: Apache-2.0
package io.oncemq.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.JMSContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command closes a store and opens it again. */
@Timeout(60)
class UserCommandIT {
    private final String url = TestDatabases.H2.newUrl();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void makeTheStore() throws Exception {
        try (OnceMqConnectionFactory factory = new OnceMqConnectionFactory(url)) {
            factory.createContext().close();
        }
    }

    private int run(String input, String... words) {
        List<String> arguments = new ArrayList<>(List.of("--url=" + url, "--linger=0s"));
        arguments.addAll(List.of(words));
        return new OnceMqCommand(
                        Map.of(),
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(arguments);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aStoreIsClosedInFourCommands() throws Exception {
        assertThat(run("s3cret\n", "users", "add", "app")).isEqualTo(OnceMqCommand.DONE);
        assertThat(run("", "roles", "grant", "app", "staff")).isEqualTo(OnceMqCommand.DONE);
        assertThat(run("", "permissions", "allow", "staff", "orders.>", "send", "consume", "create"))
                .isEqualTo(OnceMqCommand.DONE);
        assertThat(run("", "users", "list")).isEqualTo(OnceMqCommand.DONE);
        assertThat(run("", "permissions", "list")).isEqualTo(OnceMqCommand.DONE);

        assertThat(said())
                .contains("the store is closed now", "app    staff", "users: 1", "permissions: 1")
                .contains("staff    orders.>    consume, create, send")
                .doesNotContain("s3cret");
        try (OnceMqConnectionFactory factory = new OnceMqConnectionFactory(url);
                JMSContext context = factory.createContext("app", "s3cret")) {
            context.createProducer().send(context.createQueue("orders.new"), "order");
        }
    }

    @Test
    void aPasswordComesFromAFileToo(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("password"), "fr\u00f6m a file\n");

        assertThat(run("", "users", "add", "app", file.toString())).isEqualTo(OnceMqCommand.DONE);

        try (OnceMqConnectionFactory factory = new OnceMqConnectionFactory(url)) {
            factory.createContext("app", "fr\u00f6m a file").close();
        }
        assertThat(run("another\n", "users", "password", "app")).isEqualTo(OnceMqCommand.DONE);
        try (OnceMqConnectionFactory factory = new OnceMqConnectionFactory(url)) {
            factory.createContext("app", "another").close();
        }
    }

    @Test
    void whatIsRefusedIsToldWithoutThePassword() {
        assertThat(run("", "users", "add", "app")).as("no line").isEqualTo(OnceMqCommand.FAILED);
        assertThat(run("", "users", "add", "app", "s3cret")).as("not a file").isEqualTo(OnceMqCommand.FAILED);
        assertThat(run("\n", "users", "add", "app")).as("empty").isEqualTo(OnceMqCommand.FAILED);
        assertThat(run("s3cret\n", "users", "add", "a\u0007b")).isEqualTo(OnceMqCommand.FAILED);
        assertThat(run("s3cret\n", "users", "add", "app")).isEqualTo(OnceMqCommand.DONE);
        assertThat(run("s3cret\n", "users", "add", "app")).as("twice").isEqualTo(OnceMqCommand.FAILED);
        assertThat(run("", "users", "remove", "app")).as("the last one").isEqualTo(OnceMqCommand.FAILED);
        assertThat(run("", "users", "remove", "nobody")).isEqualTo(OnceMqCommand.FAILED);
        assertThat(run("", "roles", "grant", "nobody", "staff")).isEqualTo(OnceMqCommand.FAILED);
        assertThat(run("", "roles", "revoke", "app", "staff")).isEqualTo(OnceMqCommand.FAILED);
        assertThat(run("", "permissions", "allow", "staff", "orders*", "send")).isEqualTo(OnceMqCommand.FAILED);
        assertThat(run("", "permissions", "allow", "staff", "orders", "fly")).isEqualTo(OnceMqCommand.FAILED);
        assertThat(run("", "permissions", "deny", "staff", "orders", "send")).isEqualTo(OnceMqCommand.FAILED);

        assertThat(said())
                .contains("a file that holds the password", "the last user", "there is no user 'nobody'", "whole words")
                .contains("there is no action 'fly'", "already")
                .doesNotContain("s3cret");
        assertThat(run("", "users", "remove-all")).isEqualTo(OnceMqCommand.DONE);
        assertThat(said()).contains("open to everybody");
    }

    @Test
    void aStoreThatIsNotThereIsNotMadeUnlessAsked() {
        String elsewhere = "--url=" + TestDatabases.H2.newUrl();

        assertThat(run("s3cret\n", elsewhere, "users", "add", "app")).isEqualTo(OnceMqCommand.FAILED);
        assertThat(said()).contains("no OnceMQ schema", "schemaManagement").doesNotContain("the store is closed now");

        assertThat(run("s3cret\n", elsewhere, "--schemaManagement=migrate", "users", "add", "app"))
                .isEqualTo(OnceMqCommand.DONE);
    }

    @Test
    void whatIsNotUnderstoodChangesNothing() {
        for (String words : List.of(
                "users",
                "users add",
                "users add a b c",
                "users remove",
                "users drop app",
                "roles list",
                "roles grant app",
                "permissions allow staff orders",
                "permissions forbid staff orders send")) {
            assertThat(run("", words.split(" "))).as(words).isEqualTo(OnceMqCommand.MISUSED);
        }
        assertThat(said()).contains("usage:");
    }
}
