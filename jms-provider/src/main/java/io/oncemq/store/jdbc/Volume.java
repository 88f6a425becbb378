// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.StoreException;
import io.oncemq.store.jdbc.dialect.Dialect;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the volume of the database's file, where the database is a file of this machine. */
final class Volume {
    private static final Logger LOGGER = System.getLogger("io.oncemq.store");

    /** Of two letters at least: one is a drive. */
    private static final Pattern SCHEMES = Pattern.compile("^(?:[A-Za-z][A-Za-z0-9+]+:)+");

    private Volume() {}

    static @Nullable FileStore of(Dialect dialect, Transactions transactions) throws StoreException {
        Optional<String> question = dialect.databaseFile();
        if (question.isEmpty()) {
            return null;
        }
        Sql sql = Sql.of(question.get());
        List<String> answer = transactions.read(
                "ask for the database's file", link -> link.command(sql).list(row -> {
                    String path = row.getString(1);
                    return path == null ? "" : path;
                }));
        Path directory = directory(answer.isEmpty() ? "" : answer.get(0));
        try {
            return directory == null ? null : Files.getFileStore(directory);
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "the volume of {0} is not known: {1}", directory, e);
            return null;
        }
    }

    private static @Nullable Path directory(String database) {
        String path = SCHEMES.matcher(database).replaceFirst("");
        try {
            return path.isEmpty() ? null : Path.of(path).toAbsolutePath().getParent();
        } catch (InvalidPathException e) {
            LOGGER.log(Level.DEBUG, "the database''s file is not a path of this machine", e);
            return null;
        }
    }
}
