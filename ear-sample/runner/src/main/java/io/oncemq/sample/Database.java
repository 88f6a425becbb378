// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * A database by its address.
 *
 * @param xaDataSource the driver's class for global transactions
 */
record Database(String url, String user, String password, String xaDataSource) {
    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }
}
