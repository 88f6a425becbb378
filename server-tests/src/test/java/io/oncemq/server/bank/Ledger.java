// SPDX-License-Identifier: Apache-2.0
package io.oncemq.server.bank;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Accounts, and a row for each change of one. No constraint keeps a transfer from being written twice: it is the transaction
 * that must.
 */
final class Ledger {
    private Ledger() {}

    static void book(DataSource database, String transfer, int account, int change) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update =
                        connection.prepareStatement("update account set balance = balance + ? where id = ?");
                PreparedStatement insert =
                        connection.prepareStatement("insert into transfer (id, amount) values (?, ?)")) {
            update.setInt(1, change);
            update.setInt(2, account);
            if (update.executeUpdate() != 1) {
                throw new SQLException("no account " + account);
            }
            insert.setString(1, transfer);
            insert.setInt(2, change);
            insert.executeUpdate();
        }
    }
}
