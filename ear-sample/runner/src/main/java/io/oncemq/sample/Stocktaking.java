// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Counts what lies in the two databases; nothing that the code under test reports about itself. */
final class Stocktaking {
    private static final String DEAD_LETTERS = "DLQ.orders";

    private final Databases databases;

    Stocktaking(Databases databases) {
        this.databases = databases;
    }

    Counts counts() throws SQLException {
        try (Connection business = databases.business().connect()) {
            return new Counts(
                    number(business, "select count(*) from orders"),
                    number(business, "select count(*) from processed_orders"),
                    number(business, "select count(*) from failed_attempts"),
                    number(business, "select count(*) from audit"),
                    0,
                    DeadLetterBrowser.orderNumbers(DEAD_LETTERS).size());
        }
    }

    Tally tally(int wanted) throws SQLException {
        try (Connection business = databases.business().connect()) {
            Set<Long> poison = new HashSet<>(
                    numbers(business, "select order_number from orders where mod(order_number, 200) = 0"));
            return Tally.of(
                    wanted,
                    poison,
                    numbers(business, "select order_number from orders"),
                    numbers(business, "select order_number from processed_orders"),
                    numbers(business, "select order_number from audit"),
                    DeadLetterBrowser.orderNumbers(DEAD_LETTERS));
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
