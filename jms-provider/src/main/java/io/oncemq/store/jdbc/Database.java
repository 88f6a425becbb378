// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.jdbc.dialect.Dialect;
import io.oncemq.store.jdbc.dialect.H2Dialect;
import io.oncemq.store.jdbc.dialect.PostgresDialect;
import io.oncemq.store.jdbc.h2.LeftoverTransactions;
import io.oncemq.store.jdbc.h2.StoreFilePath;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Finds out which database answers and whether it will do. */
final class Database {
    static final int OLDEST_POSTGRESQL = 13;

    private static final Logger LOGGER = System.getLogger("io.oncemq.store");
    private static final String RECOMMENDED_H2 = "2.5.252";

    private Database() {}

    static Dialect recognize(DataSource dataSource) throws StoreException {
        installFiles();
        try (Connection connection = dataSource.getConnection()) {
            DatabaseMetaData about = connection.getMetaData();
            Dialect dialect = dialect(about);
            if (dialect instanceof H2Dialect) {
                LeftoverTransactions.finish(connection);
            }
            for (String sql : dialect.onOpen()) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(sql);
                }
            }
            return dialect;
        } catch (SQLException e) {
            throw SqlErrors.of("open the store", e);
        }
    }

    /** A DataSource may name our files before anything else of OnceMQ has opened one. */
    private static void installFiles() {
        try {
            StoreFilePath.install();
        } catch (NoClassDefFoundError e) {
            LOGGER.log(Level.TRACE, "no H2 on the class path", e);
        }
    }

    private static Dialect dialect(DatabaseMetaData about) throws SQLException, StoreException {
        String product = about.getDatabaseProductName();
        if (product.equals("H2")) {
            checkH2(about);
            return new H2Dialect();
        }
        if (product.equals("PostgreSQL")) {
            if (about.getDatabaseMajorVersion() < OLDEST_POSTGRESQL) {
                throw new StoreRefusedException(
                        "OnceMQ needs PostgreSQL " + OLDEST_POSTGRESQL + " or newer, this one is "
                                + about.getDatabaseProductVersion(),
                        null);
            }
            return new PostgresDialect();
        }
        throw new StoreRefusedException(
                "OnceMQ stores messages in H2 (embedded) or PostgreSQL, this database is " + product, null);
    }

    private static void checkH2(DatabaseMetaData about) throws SQLException, StoreRefusedException {
        checkEmbedded(about.getURL());
        checkOwnFiles(about);
        warnOfPlainFile(about.getURL());
        int major = about.getDatabaseMajorVersion();
        int minor = about.getDatabaseMinorVersion();
        if (major < 2 || (major == 2 && minor < 4)) {
            LOGGER.log(
                    Level.WARNING,
                    "H2 {0} has known faults that lose data; OnceMQ is tested with H2 {1}",
                    about.getDatabaseProductVersion(),
                    RECOMMENDED_H2);
        }
    }

    /** Our own URLs have it right already. */
    private static void warnOfPlainFile(@Nullable String url) {
        if (url != null && JdbcUrl.isPlainFile(url)) {
            LOGGER.log(
                    Level.WARNING,
                    "H2 at {0} can lose its last commits when this process is killed, and closes the whole database when"
                            + " a thread is interrupted while it writes; to prevent both, name the file by the setting"
                            + " url, not by a dataSource, or begin the dataSource''s URL with jdbc:h2:oncemq:",
                    JdbcUrl.shown(url));
        }
    }

    /** A DataSource that was opened before OnceMQ was loaded, or by another H2, takes the scheme for a folder. */
    private static void checkOwnFiles(DatabaseMetaData about) throws SQLException, StoreRefusedException {
        String url = about.getURL();
        if (url == null || !JdbcUrl.isOwnFile(url)) {
            return;
        }
        try (Statement statement = about.getConnection().createStatement();
                ResultSet rows = statement.executeQuery("call database_path()")) {
            rows.next();
            String path = rows.getString(1);
            if (path == null || !path.startsWith(StoreFilePath.SCHEME + ":")) {
                throw new StoreRefusedException(
                        "H2 has opened " + path + " for " + JdbcUrl.shown(url)
                                + ": it did not know OnceMQ's files yet. Call "
                                + StoreFilePath.class.getName() + ".install() before the dataSource opens its first"
                                + " connection, or name the file by the setting url",
                        null);
            }
        }
    }

    /** A given DataSource has not passed the check of the setting url. */
    private static void checkEmbedded(@Nullable String url) throws StoreRefusedException {
        if (url == null || !JdbcUrl.isH2(url)) {
            return;
        }
        try {
            JdbcUrl.checkEmbeddedH2(url);
        } catch (IllegalArgumentException e) {
            throw new StoreRefusedException("the dataSource leads to an H2 that cannot be used: " + e.getMessage(), e);
        }
    }
}
