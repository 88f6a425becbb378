// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample.orders;

import jakarta.annotation.Resource;
import jakarta.ejb.EJBException;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Writes the business tables, in the transaction of the caller. A failing statement becomes an {@link EJBException}
 * because a checked exception would let the transaction commit.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.MANDATORY)
public class OrderLedger {
    @Resource(lookup = "jdbc/orders")
    private DataSource database;

    /** Records a new order under the next number. */
    public Order recordOrder(String customer, String item, long cents) {
        String sql = "insert into orders (customer, item, cents) values (?, ?, ?)";
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)) {
            insert.setString(1, customer);
            insert.setString(2, item);
            insert.setLong(3, cents);
            insert.executeUpdate();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                keys.next();
                return new Order(keys.getLong("order_number"), customer, item, cents);
            }
        } catch (SQLException e) {
            throw new EJBException("cannot record the order", e);
        }
    }

    public void recordProcessed(Order order, int attempt) {
        write("insert into processed_orders (order_number, attempt) values (?, ?)", order.number(), attempt);
    }

    /** Outlives the rollback of the attempt that it tells about. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public void recordFailure(Order order, int attempt, String reason) {
        write(
                "insert into failed_attempts (order_number, attempt, reason) values (?, ?, ?)",
                order.number(),
                attempt,
                reason);
    }

    public void recordEvent(long orderNumber, String event) {
        write("insert into audit (order_number, event) values (?, ?)", orderNumber, event);
    }

    private void write(String sql, Object... values) {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                insert.setObject(i + 1, values[i]);
            }
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new EJBException("cannot write to jdbc/orders: " + sql, e);
        }
    }
}
