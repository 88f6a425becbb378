// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.store.StoreUnavailableException;
import io.oncemq.store.jdbc.JdbcMessageStore;
import io.oncemq.testkit.TestDatabases;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import org.h2.Driver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An H2 store belongs to one JVM at a time. */
@Timeout(60)
class SecondProcessIT {
    @Test
    void secondProcessIsToldTheWayOut() throws Exception {
        String url = TestDatabases.H2.newUrl();
        JdbcMessageStore.open(TestDatabases.H2.storeAt(url)).close();
        Process other = holding(url);
        try {
            assertThatThrownBy(() -> JdbcMessageStore.open(TestDatabases.H2.storeAt(url)))
                    .isInstanceOf(StoreUnavailableException.class)
                    .hasMessageContaining("another process")
                    .hasMessageContaining("PostgreSQL");
        } finally {
            other.destroyForcibly().waitFor();
        }

        JdbcMessageStore.open(TestDatabases.H2.storeAt(url)).close();
    }

    /** Another JVM that has the database open. */
    private static Process holding(String url) throws Exception {
        // H2 alone knows nothing of our file system.
        String plain = url.replace("jdbc:h2:oncemq:", "jdbc:h2:async:");
        String h2 = Path.of(Driver.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .toString();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java, "-cp", h2, "org.h2.tools.Shell", "-url", plain, "-user", "sa", "-password", "")
                .redirectErrorStream(true)
                .start();
        Writer in = process.outputWriter();
        in.write("select 4000 + 711;\n");
        in.flush();
        assertThat(answers(process.inputReader())).isTrue();
        return process;
    }

    private static boolean answers(BufferedReader out) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.contains("4711")) {
                return true;
            }
        }
        return false;
    }
}
