// SPDX-License-Identifier: Apache-2.0
package io.oncemq.testkit;

import io.oncemq.store.jdbc.StoreSettings;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The databases that OnceMQ runs on. Each call of a method makes a new, empty one. */
public enum TestDatabases {
    H2("sa", ""),
    POSTGRESQL(PostgresServer.USER, PostgresServer.PASSWORD);

    private final String user;
    private final String password;

    TestDatabases(String user, String password) {
        this.user = user;
        this.password = password;
    }

    public String newUrl() {
        return this == H2 ? H2Files.newDatabase() : PostgresServer.newDatabase();
    }

    public String user() {
        return user;
    }

    public String password() {
        return password;
    }

    /** The settings of a store in a new database. */
    public StoreSettings newStore() {
        return storeAt(newUrl());
    }

    /** The settings of a store in a database that {@link #newUrl} made. */
    public StoreSettings storeAt(String url) {
        return StoreSettings.url(url, user, password);
    }

    /** Unpooled connections to a database that {@link #newUrl} made. */
    public DataSource dataSourceAt(String url) {
        if (this == H2) {
            JdbcDataSource h2 = new JdbcDataSource();
            h2.setURL(url);
            h2.setUser(user);
            h2.setPassword(password);
            return h2;
        }
        PGSimpleDataSource postgres = new PGSimpleDataSource();
        postgres.setUrl(url);
        postgres.setUser(user);
        postgres.setPassword(password);
        return postgres;
    }
}
