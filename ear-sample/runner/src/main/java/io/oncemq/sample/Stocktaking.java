// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Counts what lies in the two databases; nothing that the code under test reports about itself. */
final class Stocktaking {
    /** The number of each order in the dead-letter queue; the application puts it in the correlation ID. */
    private static final String DEAD =
            """
            select cast(d.correlation_id as bigint)
              from oncemq_delivery d
              join oncemq_destination q on q.id = d.queue_id
             where q.kind = 0 and q.name = 'DLQ.orders'
            """;

    /** Whatever holds up: waits in a queue or a subscription, is in work, belongs to a transaction in doubt. */
    private static final String WAITING =
            """
            select (select count(*) from oncemq_branch)
                 + (select count(*)
                      from oncemq_delivery d
                     where not exists (
                           select 1
                             from oncemq_destination q
                            where q.id = d.queue_id and q.kind = 0 and q.name = 'DLQ.orders'))
            """;

    private final Databases databases;

    Stocktaking(Databases databases) {
        this.databases = databases;
    }

    Counts counts() throws SQLException {
        try (Connection business = databases.business().connect();
                Connection messages = databases.messages().connect()) {
            // The messages first: an order that moves on meanwhile then is still in the first count.
            return new Counts(
                    number(messages, WAITING),
                    numbers(messages, DEAD).size(),
                    number(business, "select count(*) from orders"),
                    number(business, "select count(*) from processed_orders"),
                    number(business, "select count(*) from failed_attempts"),
                    number(business, "select count(*) from audit"));
        }
    }

    /**
     * Counts when all is settled.
     *
     * @param wanted how many orders were to be placed
     */
    Tally tally(int wanted) throws SQLException {
        try (Connection business = databases.business().connect();
                Connection messages = databases.messages().connect()) {
            Set<Long> poison =
                    Set.copyOf(numbers(business, "select order_number from orders where mod(order_number, 200) = 0"));
            return Tally.of(
                    wanted,
                    poison,
                    numbers(business, "select order_number from orders"),
                    numbers(business, "select order_number from processed_orders"),
                    numbers(business, "select order_number from audit"),
                    numbers(messages, DEAD));
        }
    }

    private static long number(Connection database, String sql) throws SQLException {
        return numbers(database, sql).get(0);
    }

    private static List<Long> numbers(Connection database, String sql) throws SQLException {
        try (PreparedStatement select = database.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            List<Long> numbers = new ArrayList<>();
            while (row.next()) {
                numbers.add(row.getLong(1));
            }
            return numbers;
        }
    }
}
