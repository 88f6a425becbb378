// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import io.oncemq.benchmarks.client.JmsClients;
import io.oncemq.benchmarks.client.Receiver;
import io.oncemq.benchmarks.client.Traffic;
import io.oncemq.benchmarks.system.SystemId;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.ArrayList;
import java.util.List;

/** One publisher, durable subscribers that get all of it. */
record TopicLoad(String name, String title, Form form, int subscribers) implements Workload {
    private static final String TOPIC = "bench.topic";
    private static final int WINDOW = 1000;

    @Override
    public String unit() {
        return "deliveries/s";
    }

    @Override
    public boolean fits(SystemId system) {
        return system.isJms();
    }

    @Override
    public void run(Run run) throws Exception {
        List<Receiver> receivers = new ArrayList<>();
        for (int i = 0; i < subscribers; i++) {
            receivers.add(subscriber(run, "subscriber-" + i));
        }
        Connection connection = run.jms().connectionFactory().createConnection();
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        new ClosedLoop(run, 1, WINDOW * subscribers)
                .driveTopic(
                        List.of(JmsClients.sender(connection, session, session.createTopic(TOPIC), Traffic.PLAIN)),
                        receivers);
    }

    private static Receiver subscriber(Run run, String name) throws JMSException {
        Connection connection = run.jms().connectionFactory().createConnection();
        connection.setClientID(name);
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        Topic topic = session.createTopic(TOPIC);
        Receiver receiver = JmsClients.receiver(
                connection, session, session.createDurableSubscriber(topic, "bench"), Traffic.PLAIN);
        connection.start();
        return receiver;
    }
}
