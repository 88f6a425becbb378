// SPDX-License-Identifier: Apache-2.0
package io.oncemq.example;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HelloOnceMqTest {
    @Test
    void theProgramOfTheReadmeSendsAndReceives(@TempDir Path directory) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            HelloOnceMq.main(new String[] {"jdbc:h2:file:" + directory.resolve("hello")});
        } finally {
            System.setOut(before);
        }

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Received: Hello, OnceMQ");
    }
}
