// SPDX-License-Identifier: Apache-2.0
package io.oncemq.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.xa.ChildJvm;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application's own DataSource leads to the file that its URL names, or is refused. */
class OwnFileByDataSourceIT {
    @Test
    void theFileIsWhereTheUrlSays(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("store");

        assertThat(said(directory, file, false)).contains("SENT");

        assertThat(Path.of(file + ".mv.db")).exists();
    }

    @Test
    void aDataSourceThatWasOpenedTooEarlyIsRefused(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("store");

        assertThat(said(directory, file, true))
                .anySatisfy(line ->
                        assertThat(line).startsWith("REFUSED").contains("StoreFilePath.install()", "setting url"));

        assertThat(Path.of(file + ".mv.db")).doesNotExist();
    }

    private List<String> said(Path directory, Path file, boolean early) throws Exception {
        // Where the scheme is not known it is the first folder of a relative path.
        Process process = new ChildJvm(directory)
                .startIn(directory, OwnFileByDataSource.class, file.toString(), Boolean.toString(early));
        List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
        return lines;
    }
}
