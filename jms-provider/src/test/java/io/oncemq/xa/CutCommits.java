// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import io.oncemq.OnceMqSettings;
import io.oncemq.OnceMqXaConnectionFactory;
import io.oncemq.store.BranchXid;
import io.oncemq.testkit.TestDatabases;
import io.oncemq.xa.CutDataSource.Cut;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.sql.DataSource;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;

/**
 * The connection is lost at the COMMIT of a send, an acknowledgement, a local transaction, a prepare, a commit, a rollback:
 * before and after the database did it, and while it is at it. The call must succeed all the same, and what it did be there
 * once.
 */
final class CutCommits implements AutoCloseable {
    /** What loses its connection. */
    enum Step {
        SEND,
        ACKNOWLEDGE,
        LOCAL_COMMIT,
        ONE_PHASE,
        PREPARE_THEN_COMMIT,
        PREPARE_THEN_ROLLBACK,
        COMMIT,
        ROLLBACK
    }

    private static final String IN = "in";
    private static final String OUT = "out";

    private final DataSource direct;
    private final CutDataSource cuts;
    private final OnceMqXaConnectionFactory factory;
    private final XAConnection connection;
    private final Session automatic;
    private final Session local;
    private final XASession global;
    private final List<String> wrong = new ArrayList<>();
    private int trials;

    CutCommits(TestDatabases database) throws Exception {
        String url = database.newUrl();
        direct = database.dataSourceAt(url);
        cuts = new CutDataSource(direct);
        factory = new OnceMqXaConnectionFactory(
                OnceMqSettings.defaults().with("linger", "0s").with("maxDeliveries", "0").toBuilder()
                        .dataSource(cuts.dataSource())
                        .build());
        connection = factory.createXAConnection();
        connection.start();
        automatic = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        local = connection.createSession(true, Session.SESSION_TRANSACTED);
        global = connection.createXASession();
    }

    /** Cuts so many commits, the same ones for the same seed; returns what went wrong. */
    List<String> run(int times, long seed) throws Exception {
        Random random = new Random(seed);
        while (trials < times) {
            trials++;
            Step step = any(List.of(Step.values()), random);
            Cut cut = any(List.of(Cut.values()), random);
            trial(step, cut);
        }
        return wrong;
    }

    private static <T> T any(List<T> choices, Random random) {
        return choices.get(random.nextInt(choices.size()));
    }

    int done() {
        return cuts.done();
    }

    private void trial(Step step, Cut cut) throws Exception {
        String text = Integer.toString(trials);
        String what = "trial " + trials + ", " + step + " cut " + cut;
        boolean receives = step != Step.SEND;
        boolean sends = step != Step.ACKNOWLEDGE;
        boolean happens = step != Step.ROLLBACK && step != Step.PREPARE_THEN_ROLLBACK;
        try {
            if (receives) {
                send(automatic, IN, text);
            }
            perform(step, cut, text);
        } catch (Exception e) {
            wrong.add(
                    what + ": " + e + " " + (e instanceof XAException xa ? XaCode.name(xa) : "") + " " + e.getCause());
        }
        if (cuts.disarm()) {
            wrong.add(what + ": nothing was cut");
        }
        check(what, text, receives && !happens, sends && happens);
    }

    private void perform(Step step, Cut cut, String text) throws Exception {
        switch (step) {
            case SEND -> {
                cuts.arm(cut);
                send(automatic, OUT, text);
            }
            case ACKNOWLEDGE -> {
                try (MessageConsumer consumer = local.createConsumer(local.createQueue(IN))) {
                    receive(consumer, text);
                    cuts.arm(cut);
                    local.commit();
                }
            }
            case LOCAL_COMMIT -> {
                try (MessageConsumer consumer = local.createConsumer(local.createQueue(IN))) {
                    receive(consumer, text);
                    send(local, OUT, text);
                    cuts.arm(cut);
                    local.commit();
                }
            }
            default -> global(step, cut, text);
        }
    }

    private void global(Step step, Cut cut, String text) throws Exception {
        XAResource resource = global.getXAResource();
        BranchXid xid = new BranchXid(3, ByteBuffer.allocate(4).putInt(trials).array(), new byte[] {1});
        resource.start(xid, XAResource.TMNOFLAGS);
        try (MessageConsumer consumer = global.createConsumer(global.createQueue(IN))) {
            receive(consumer, text);
        }
        send(global, OUT, text);
        resource.end(xid, XAResource.TMSUCCESS);
        switch (step) {
            case ONE_PHASE -> {
                cuts.arm(cut);
                resource.commit(xid, true);
            }
            case PREPARE_THEN_COMMIT, PREPARE_THEN_ROLLBACK -> {
                cuts.arm(cut);
                resource.prepare(xid);
                if (!List.of(resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN))
                        .equals(List.of(xid))) {
                    wrong.add("trial " + trials + ": the prepared branch is not the one that is listed");
                }
                if (step == Step.PREPARE_THEN_COMMIT) {
                    resource.commit(xid, false);
                } else {
                    resource.rollback(xid);
                }
            }
            case COMMIT -> {
                resource.prepare(xid);
                cuts.arm(cut);
                resource.commit(xid, false);
            }
            case ROLLBACK -> {
                resource.prepare(xid);
                cuts.arm(cut);
                resource.rollback(xid);
            }
            default -> throw new AssertionError(step);
        }
    }

    private static void send(Session session, String queue, String text) throws Exception {
        try (MessageProducer producer = session.createProducer(session.createQueue(queue))) {
            producer.send(session.createTextMessage(text));
        }
    }

    private static void receive(MessageConsumer consumer, String text) throws Exception {
        TextMessage message = (TextMessage) consumer.receive(20_000);
        if (message == null || !message.getText().equals(text)) {
            throw new IllegalStateException(
                    "expected " + text + ", got " + (message == null ? null : message.getText()));
        }
    }

    private void check(String what, String text, boolean in, boolean out) throws Exception {
        long branches = count("select count(*) from oncemq_branch");
        if (branches != 0) {
            wrong.add(what + ": " + branches + " branches are left");
        }
        expect(what, IN, text, in);
        expect(what, OUT, text, out);
    }

    private void expect(String what, String queue, String text, boolean there) throws Exception {
        long number = count("select count(*) from oncemq_delivery d join oncemq_destination q on q.id = d.queue_id"
                + " where q.kind = 0 and q.name = '" + queue + "'");
        if (number != (there ? 1 : 0)) {
            wrong.add(what + ": " + number + " messages in " + queue + ", expected " + (there ? 1 : 0));
        }
        try (MessageConsumer consumer = automatic.createConsumer(automatic.createQueue(queue))) {
            for (long i = 0; i < number; i++) {
                receive(consumer, text);
            }
        } catch (IllegalStateException e) {
            wrong.add(what + ": in " + queue + ": " + e.getMessage());
        }
    }

    private long count(String sql) throws Exception {
        try (Connection fresh = direct.getConnection();
                PreparedStatement statement = fresh.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Override
    public void close() throws JMSException {
        connection.close();
        factory.close();
    }
}
