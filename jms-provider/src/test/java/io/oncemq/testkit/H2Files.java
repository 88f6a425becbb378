// SPDX-License-Identifier: Apache-2.0
package io.oncemq.testkit;

import io.oncemq.store.jdbc.h2.StoreFilePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** Directories for H2 databases, removed when the JVM ends. */
public final class H2Files {
    private H2Files() {}

    /** The URL of a new, empty database file. */
    public static String newDatabase() {
        StoreFilePath.install();
        // As the store opens files, so that tests can look into its database beside it.
        return "jdbc:h2:" + StoreFilePath.SCHEME + ":"
                + newDirectory().resolve("store").toAbsolutePath();
    }

    public static Path newDirectory() {
        try {
            Path directory = Files.createTempDirectory("oncemq-h2-");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path directory) {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
