// SPDX-License-Identifier: Apache-2.0
package io.oncemq.fault;

import java.util.Locale;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/**
 * H2 as it comes, with its default write delay: whatever OnceMQ says to make commits durable is not passed on. For the
 * control run that must lose messages.
 */
final class UnsyncedH2 {
    private UnsyncedH2() {}

    static DataSource dataSource(String url, String user, String password) {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setURL(url);
        h2.setUser(user);
        h2.setPassword(password);
        return JdbcLayer.over(h2, UnsyncedH2::harmless, UnaryOperator.identity());
    }

    private static String harmless(String sql) {
        String upper = sql.trim().toUpperCase(Locale.ROOT);
        return upper.startsWith("CHECKPOINT") || upper.startsWith("SET WRITE_DELAY") ? "select 1" : sql;
    }
}
