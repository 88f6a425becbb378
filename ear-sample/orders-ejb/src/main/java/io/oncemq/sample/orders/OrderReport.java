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
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Reads the business tables for the page. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class OrderReport {
    @Resource(lookup = "jdbc/orders")
    private DataSource database;

    public Totals totals() {
        String sql =
                """
                select (select count(*) from orders),
                       (select count(*) from processed_orders),
                       (select count(*) from failed_attempts),
                       (select count(*) from audit)
                """;
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            row.next();
            return new Totals(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
        } catch (SQLException e) {
            throw new EJBException("cannot read jdbc/orders", e);
        }
    }

    /** The youngest orders, youngest first. */
    public List<Line> latest(int limit) {
        String sql =
                """
                select o.order_number, o.customer, o.item, o.cents, o.placed_at,
                       (select count(*) from processed_orders p where p.order_number = o.order_number) as processed_rows,
                       (select count(*) from failed_attempts f where f.order_number = o.order_number) as failures
                  from orders o
                 order by o.order_number desc
                 fetch first ? rows only
                """;
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            select.setInt(1, limit);
            List<Line> lines = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    lines.add(line(row));
                }
            }
            return lines;
        } catch (SQLException e) {
            throw new EJBException("cannot read jdbc/orders", e);
        }
    }

    private static Line line(ResultSet row) throws SQLException {
        Order order = new Order(
                row.getLong("order_number"), row.getString("customer"), row.getString("item"), row.getLong("cents"));
        return new Line(
                order,
                row.getObject("placed_at", OffsetDateTime.class),
                row.getInt("processed_rows"),
                row.getInt("failures"));
    }

    /** How many rows each table has. */
    public record Totals(long orders, long processed, long failedAttempts, long audited) {}

    /** An order and what became of it so far. */
    public record Line(Order order, OffsetDateTime placedAt, int processedRows, int failures) {}
}
