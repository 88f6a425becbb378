// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample.orders;

import jakarta.annotation.Resource;
import jakarta.ejb.EJBException;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;

/** Looks at the orders that were given up, without taking them from their queue. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class DeadLetters {
    /** Where OnceMQ puts what it cannot deliver from the queue {@code orders}. */
    public static final String QUEUE = "DLQ.orders";

    @Resource(lookup = "jms/oncemq")
    private ConnectionFactory messaging;

    public List<DeadLetter> all() {
        try (JMSContext context = messaging.createContext();
                QueueBrowser browser = context.createBrowser(context.createQueue(QUEUE))) {
            List<DeadLetter> letters = new ArrayList<>();
            Enumeration<?> messages = browser.getEnumeration();
            while (messages.hasMoreElements()) {
                letters.add(DeadLetter.from((Message) messages.nextElement()));
            }
            return letters;
        } catch (JMSException e) {
            throw new EJBException("cannot browse " + QUEUE, e);
        }
    }

    /**
     * An order that was given up.
     *
     * @param order as it was sent: nothing in its body changed
     * @param origin the queue that it was given up from
     * @param attempts how often it was tried
     */
    public record DeadLetter(Order order, String origin, int attempts, String lastError) {
        private static DeadLetter from(Message message) throws JMSException {
            return new DeadLetter(
                    Order.from(message),
                    message.getStringProperty("JMS_OnceMQ_Origin"),
                    message.getIntProperty("JMS_OnceMQ_Attempts"),
                    message.getStringProperty("JMS_OnceMQ_LastError"));
        }
    }
}
