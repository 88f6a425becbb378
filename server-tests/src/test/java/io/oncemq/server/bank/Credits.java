// SPDX-License-Identifier: Apache-2.0
package io.oncemq.server.bank;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The second half of a transfer: the message and a credit, both or neither. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "destinationLookup", propertyValue = "java:/jms/transfers"),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "4")
        })
public class Credits implements MessageListener {
    @Resource(lookup = "java:/jdbc/credits")
    private DataSource database;

    @Override
    public void onMessage(Message message) {
        try {
            String[] words = message.getBody(String.class).split(" ", 3);
            Ledger.book(database, words[0], Integer.parseInt(words[1]), Integer.parseInt(words[2]));
        } catch (JMSException | SQLException e) {
            throw new EJBException(e);
        }
    }
}
