// SPDX-License-Identifier: Apache-2.0
package io.oncemq.server.bank;

import jakarta.annotation.Resource;
import jakarta.ejb.EJBException;
import jakarta.ejb.Stateless;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The first half of a transfer: a debit and a message, both or neither. */
@Stateless
public class Debits {
    @Resource(lookup = "java:/jdbc/debits")
    private DataSource database;

    @Resource(lookup = "java:/jms/oncemq")
    private ConnectionFactory connectionFactory;

    @Resource(lookup = "java:/jms/transfers")
    private Queue transfers;

    public void transfer(String id, int from, int to, int amount) {
        try (JMSContext context = connectionFactory.createContext()) {
            Ledger.book(database, id, from, -amount);
            context.createProducer().send(transfers, id + " " + to + " " + amount);
        } catch (SQLException e) {
            throw new EJBException(e);
        }
    }
}
