// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import io.oncemq.benchmarks.client.JmsClients;
import io.oncemq.benchmarks.client.Receiver;
import io.oncemq.benchmarks.client.Tag;
import io.oncemq.benchmarks.client.Traffic;
import io.oncemq.benchmarks.system.SystemId;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.List;

/** A consumer that wants one message in ten of a backlog. The figure is what it gets a second. */
record SelectorLoad(String name, String title, Form form, int messages) implements Workload {
    private static final String QUEUE = "bench";
    private static final int SHARE = 10;
    private static final int CHOSEN = 3;
    private static final int BATCH = 100;

    @Override
    public boolean comparesPeers() {
        return false;
    }

    @Override
    public boolean fits(SystemId system) {
        return system.isJms();
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(90 + messages / 250);
    }

    /** The selector is on the producer's number: ten producers' messages are in the queue, turn by turn. */
    @Override
    public void run(Run run) throws Exception {
        WarmUp warmUp = new WarmUp(run, BATCH);
        while (warmUp.goesOn()) {
            int chosen = WarmUp.MESSAGES / WarmUp.PRODUCERS;
            warmUp.fill();
            int taken = warmUp.take(receiver(run, WarmUp.QUEUE, WarmUp.FIRST_PRODUCER + CHOSEN), chosen);
            warmUp.take(run.jms().clients(WarmUp.QUEUE).receiver(Traffic.PLAIN, true), WarmUp.MESSAGES - taken);
        }
        Backlog.fill(run, QUEUE, messages, index -> Tag.of((int) (index % SHARE), index / SHARE));
        Receiver receiver = receiver(run, QUEUE, CHOSEN);
        int expected = messages / SHARE;
        LongList tags = new LongList();
        Meter meter = new Meter();
        Drain.take(receiver, tags, expected, BATCH);
        run.result().value(tags.size() / meter.seconds());
        meter.perMessage(run.result(), tags.size());
        receiver.close();
        if (tags.size() < expected) {
            run.result().problem("stalled: nothing more came for 15 s after " + tags.size() + " of " + expected);
        }
        long[] sent = new long[SHARE];
        sent[CHOSEN] = tags.size();
        Ledger.check(sent, List.of(tags)).forEach(run.result()::problem);
    }

    private static Receiver receiver(Run run, String queue, int producer) throws JMSException {
        Connection connection = run.jms().connectionFactory().createConnection();
        Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
        Receiver receiver = JmsClients.receiver(
                connection,
                session,
                session.createConsumer(session.createQueue(queue), "producer = " + producer),
                Traffic.PLAIN);
        connection.start();
        return receiver;
    }
}
