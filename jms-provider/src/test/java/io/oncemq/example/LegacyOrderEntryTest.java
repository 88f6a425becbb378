// SPDX-License-Identifier: Apache-2.0
package io.oncemq.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.example.legacy.OrderEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code mvn -Plegacy -pl jms-provider verify} runs. */
class LegacyOrderEntryTest {
    private static final Path SOURCES = Path.of("src/test/java/io/oncemq/example/legacy");
    private static final Path PROPERTIES = Path.of("src/test/legacy");

    /** What an earlier build left may be of another schema. */
    @BeforeEach
    void beginWithAnEmptyStore() throws IOException {
        Files.deleteIfExists(Path.of("target/legacy/store.mv.db"));
    }

    @Test
    @Timeout(90)
    void theApplicationRunsWithNothingButItsJndiProperties() throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream outBefore = System.out;
        try (URLClassLoader withProperties =
                new URLClassLoader(new URL[] {PROPERTIES.toUri().toURL()}, before)) {
            thread.setContextClassLoader(withProperties);
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            OrderEntry.main(new String[0]);
        } finally {
            System.setOut(outBefore);
            thread.setContextClassLoader(before);
        }

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("LEGACY orders=20 prices=20 confirmed=20 again=4 OK");
    }

    @Test
    void theApplicationKnowsTheApiOnly() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            List<Path> sources = files.toList();
            assertThat(sources).hasSizeGreaterThan(3);
            for (Path each : sources) {
                assertThat(Files.readAllLines(each))
                        .as(each.toString())
                        .filteredOn(line -> line.startsWith("import "))
                        .allMatch(
                                line -> line.matches("import (jakarta\\.jms|javax\\.naming|java|org\\.jspecify)\\..*"));
            }
        }
    }
}
