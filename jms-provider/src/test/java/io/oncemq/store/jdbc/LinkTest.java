// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.store.jdbc.Link.Commits;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection that is kept for good keeps nothing else for good. */
class LinkTest {
    private static final Sql ONE = Sql.of("select 1");

    private final List<PreparedStatement> prepared = new ArrayList<>();
    private Connection connection;
    private Link link;

    @BeforeEach
    void open() throws Exception {
        connection = DriverManager.getConnection("jdbc:h2:mem:");
        Connection counted = (Connection) Proxy.newProxyInstance(
                LinkTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    Object result = method.invoke(connection, arguments);
                    if (result instanceof PreparedStatement statement) {
                        prepared.add(statement);
                    }
                    return result;
                });
        link = new Link(counted, null, null, new Commits(null, null), 1);
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
    }

    private void use(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            link.refresh();
            link.command(ONE).number();
            link.commitQuietly();
        }
    }

    @Test
    void aStatementIsPreparedOnceForManyUses() throws Exception {
        use(Link.FRESH_FOR);

        assertThat(prepared).hasSize(1);
    }

    @Test
    void aStatementIsClosedAndPreparedAnewAfterVeryManyUses() throws Exception {
        use(2 * Link.FRESH_FOR + 1);

        assertThat(prepared).hasSize(3);
        assertThat(prepared.get(0).isClosed()).isTrue();
        assertThat(prepared.get(1).isClosed()).isTrue();
        assertThat(prepared.get(2).isClosed()).isFalse();
    }
}
