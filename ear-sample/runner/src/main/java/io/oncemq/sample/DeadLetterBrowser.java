// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample;

import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Reads which orders lie in the dead-letter queue. */
final class DeadLetterBrowser {
    private DeadLetterBrowser() {}

    @SuppressWarnings("BanJNDI") // The name is ours and the server in this JVM.
    static List<Long> orderNumbers(String queue) {
        try {
            ConnectionFactory messaging = InitialContext.doLookup("jms/oncemq");
            List<Long> numbers = new ArrayList<>();
            try (JMSContext context = messaging.createContext();
                    QueueBrowser browser = context.createBrowser(context.createQueue(queue))) {
                Enumeration<?> messages = browser.getEnumeration();
                while (messages.hasMoreElements()) {
                    numbers.add(((Message) messages.nextElement()).getLongProperty("orderNumber"));
                }
            }
            return numbers;
        } catch (NamingException | JMSException e) {
            throw new IllegalStateException("cannot browse " + queue, e);
        }
    }
}
