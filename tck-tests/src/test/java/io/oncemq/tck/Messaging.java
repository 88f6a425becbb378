// SPDX-License-Identifier: Apache-2.0
package io.oncemq.tck;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.resource.ConnectionFactoryDefinition;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;

/** Sends, alone or together with a row in the business database, and looks into queues. */
@Stateless
@ConnectionFactoryDefinition(
        name = "java:app/jms/cf",
        interfaceName = "jakarta.jms.ConnectionFactory",
        resourceAdapter = "oncemq",
        transactionSupport = TransactionSupportLevel.XATransaction,
        minPoolSize = 0)
public class Messaging {
    @Resource(lookup = "java:app/jms/cf")
    private ConnectionFactory connectionFactory;

    @Resource
    private SessionContext transaction;

    @EJB
    private Business business;

    public void send(String queue, String... texts) {
        try (JMSContext context = connectionFactory.createContext()) {
            for (String text : texts) {
                context.createProducer().send(context.createQueue(queue), text);
            }
        }
    }

    public void publish(String topic, String text, int severity) {
        try (JMSContext context = connectionFactory.createContext()) {
            context.createProducer().setProperty("severity", severity).send(context.createTopic(topic), text);
        }
    }

    /** One global transaction: both or, when it rolls back, neither. */
    public void sendAndInsert(String queue, String text, boolean rollback) {
        business.insert(text);
        send(queue, text);
        if (rollback) {
            transaction.setRollbackOnly();
        }
    }

    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public <T> List<T> browse(String queue, Look<T> look) throws JMSException {
        try (JMSContext context = connectionFactory.createContext();
                QueueBrowser browser = context.createBrowser(context.createQueue(queue))) {
            List<T> seen = new ArrayList<>();
            Enumeration<?> messages = browser.getEnumeration();
            while (messages.hasMoreElements()) {
                seen.add(look.at((Message) messages.nextElement()));
            }
            return seen;
        }
    }

    /** What a test wants to know about a message; called while the browser is open. */
    public interface Look<T> {
        T at(Message message) throws JMSException;
    }
}
