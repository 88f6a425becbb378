// SPDX-License-Identifier: Apache-2.0
package io.oncemq.cluster;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqSettings;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What was sent against what was committed.
 *
 * @param lost told as sent, and not received by any transaction that was committed
 * @param duplicates received by more than one of them
 * @param disorders of a group: received after a younger one
 * @param overlaps of a group: received while another one was worked on
 */
record Tally(int sent, int received, int lost, int duplicates, int disorders, int overlaps) {
    /** One committed transaction: what it received, and the tickets it drew after the receive and before the commit. */
    private record Done(String lineage, int number, long first, long last) {
        static Done of(String text) {
            String[] parts = text.split(" ", -1);
            int hash = parts[0].indexOf('#');
            return new Done(
                    parts[0].substring(0, hash),
                    Integer.parseInt(parts[0].substring(hash + 1)),
                    Long.parseLong(parts[1]),
                    Long.parseLong(parts[2]));
        }

        String key() {
            return lineage + "#" + number;
        }

        boolean isGrouped() {
            return lineage.indexOf(ClusterNode.GROUP) >= 0;
        }
    }

    /** Empties the queue of what was done. */
    static Tally of(Cluster cluster) throws JMSException {
        List<Done> all = drain(cluster.url);
        Set<String> received = new HashSet<>();
        all.forEach(done -> received.add(done.key()));
        Collection<String> told = cluster.allSent();
        Set<String> sent = new HashSet<>(told);
        int lost = (int) sent.stream().filter(key -> !received.contains(key)).count();
        // What was sent by a call that never returned counts when it came out.
        sent.addAll(received);
        Map<String, List<Done>> lineages = new HashMap<>();
        all.stream().filter(Done::isGrouped).forEach(done -> lineages.computeIfAbsent(
                        done.lineage, key -> new ArrayList<>())
                .add(done));
        int disorders = 0;
        int overlaps = 0;
        for (List<Done> lineage : lineages.values()) {
            lineage.sort(Comparator.comparingLong(Done::first));
            for (int i = 1; i < lineage.size(); i++) {
                disorders += lineage.get(i).number < lineage.get(i - 1).number ? 1 : 0;
                overlaps += lineage.get(i).first < lineage.get(i - 1).last ? 1 : 0;
            }
        }
        return new Tally(sent.size(), received.size(), lost, all.size() - received.size(), disorders, overlaps);
    }

    private static List<Done> drain(String url) throws JMSException {
        List<Done> all = new ArrayList<>();
        OnceMqSettings settings = OnceMqSettings.defaults()
                .with("url", url)
                .with("user", TestDatabases.POSTGRESQL.user())
                .with("password", TestDatabases.POSTGRESQL.password())
                .with("linger", "0s");
        try (OnceMqConnectionFactory factory = new OnceMqConnectionFactory(settings);
                Connection connection = factory.createConnection()) {
            connection.start();
            Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
            MessageConsumer consumer = session.createConsumer(session.createQueue(ClusterNode.DONE));
            TextMessage message;
            while ((message = (TextMessage) consumer.receive(all.isEmpty() ? 10_000 : 2_000)) != null) {
                all.add(Done.of(message.getText()));
                if (all.size() % 500 == 0) {
                    session.commit();
                }
            }
            session.commit();
        }
        return all;
    }
}
