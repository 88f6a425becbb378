// SPDX-License-Identifier: Apache-2.0
package io.oncemq.example;

import io.oncemq.OnceMqConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;

/** Sends a message and receives it. Needs only jms-provider on the class path; the messages are in ./oncemq-data. */
public final class HelloOnceMq {
    private HelloOnceMq() {}

    public static void main(String[] args) {
        String url = args.length > 0 ? args[0] : "jdbc:h2:file:./oncemq-data/oncemq";
        try (OnceMqConnectionFactory factory = new OnceMqConnectionFactory(url);
                JMSContext context = factory.createContext()) {
            Queue queue = context.createQueue("greetings");
            context.createProducer().send(queue, "Hello, OnceMQ");
            String text = context.createConsumer(queue).receiveBody(String.class, 5_000);
            System.out.println("Received: " + text);
        }
    }
}
