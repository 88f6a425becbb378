// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.system;

import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.xa.PGXADataSource;

/** Who the run is on its own PostgreSQL. */
public final class PostgresUrl {
    public static final String USER = "postgres";
    public static final String PASSWORD = "postgres";

    private PostgresUrl() {}

    public static PGSimpleDataSource dataSource(String url) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url);
        dataSource.setUser(USER);
        dataSource.setPassword(PASSWORD);
        return dataSource;
    }

    public static PGXADataSource xaDataSource(String url) {
        PGXADataSource dataSource = new PGXADataSource();
        dataSource.setUrl(url);
        dataSource.setUser(USER);
        dataSource.setPassword(PASSWORD);
        return dataSource;
    }
}
