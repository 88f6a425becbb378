// SPDX-License-Identifier: Apache-2.0
package io.oncemq.example.legacy;

import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.QueueRequestor;
import jakarta.jms.QueueSender;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnectionFactory;
import java.util.concurrent.TimeUnit;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Asks the price of each order, sends the order, and waits until all of them are confirmed. */
public final class OrderEntry {
    private static final int ORDERS = 20;

    private final QueueConnectionFactory queueConnections;
    private final TopicConnectionFactory topicConnections;
    private final Queue orders;
    private final Queue prices;
    private final Topic confirmations;

    @SuppressWarnings("BanJNDI") // so it was done
    private OrderEntry(InitialContext names) throws NamingException {
        queueConnections = (QueueConnectionFactory) names.lookup("QueueConnectionFactory");
        topicConnections = (TopicConnectionFactory) names.lookup("TopicConnectionFactory");
        orders = (Queue) names.lookup("jms/orders");
        prices = (Queue) names.lookup("jms/prices");
        confirmations = (Topic) names.lookup("jms/confirmations");
    }

    public static void main(String[] args) throws Exception {
        new OrderEntry(new InitialContext()).run();
    }

    private void run() throws JMSException, InterruptedException {
        QueueConnection connection = queueConnections.createQueueConnection();
        try (Ledger ledger = new Ledger(topicConnections, confirmations, ORDERS);
                PriceDesk desk = new PriceDesk(queueConnections, prices);
                Warehouse warehouse = new Warehouse(queueConnections, orders, confirmations)) {
            connection.start();
            enter(connection);
            boolean all = ledger.await(60, TimeUnit.SECONDS);
            String result = "LEGACY orders=" + ORDERS + " prices=" + desk.asked() + " confirmed=" + ledger.confirmed()
                    + " again=" + warehouse.again();
            if (!all || desk.asked() != ORDERS || ledger.confirmed() != ORDERS || warehouse.again() == 0) {
                throw new IllegalStateException(result + " FAILED");
            }
            System.out.println(result + " OK");
        } finally {
            connection.close();
        }
    }

    private void enter(QueueConnection connection) throws JMSException {
        QueueSession session = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        QueueSession asking = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
        QueueRequestor requestor = new QueueRequestor(asking, prices);
        QueueSender sender = session.createSender(orders);
        for (int number = 1; number <= ORDERS; number++) {
            String item = "item " + number % 3;
            TextMessage price = (TextMessage) requestor.request(asking.createTextMessage(item));
            MapMessage order = session.createMapMessage();
            order.setInt("number", number);
            order.setString("item", item);
            order.setDouble("price", Double.parseDouble(price.getText()));
            order.setBooleanProperty("difficult", number % 5 == 0);
            sender.send(order);
        }
        requestor.close();
        session.close();
    }
}
