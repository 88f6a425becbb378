// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.OnceMqNode;
import io.oncemq.OnceMqXaConnectionFactory;
import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.DeadLetter;
import io.oncemq.engine.delivery.QueueConsumer;
import io.oncemq.jms.ConnectionSettings;
import io.oncemq.jms.EndpointSession;
import io.oncemq.jms.JmsXaSession;
import io.oncemq.message.DestinationName;
import io.oncemq.store.BranchXid;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TransactionInProgressException;
import jakarta.jms.TransactionInProgressRuntimeException;
import jakarta.jms.XAConnection;
import jakarta.jms.XAJMSContext;
import jakarta.jms.XAQueueConnection;
import jakarta.jms.XAQueueSession;
import jakarta.jms.XASession;
import jakarta.jms.XATopicConnection;
import jakarta.jms.XATopicSession;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.Test;

/** Chapter 11: what application servers use. */
abstract class ServerRules extends SpecTest {
    ServerRules(TestDatabases database) {
        super(database);
    }

    private static Xid newXid() {
        return new BranchXid(
                4711, UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII), new byte[] {1, (byte) 0xff});
    }

    private XASession xaSession() throws JMSException {
        XAConnection connection = closing(xaFactory().createXAConnection());
        connection.start();
        return connection.createXASession();
    }

    // Distributed transactions

    @Test
    @Section({"6.2.8", "11.3", "11.3.3", "11.3.5"})
    void aBranchCommitsInTwoPhases() throws Exception {
        send("in");
        XASession session = xaSession();
        XAResource resource = session.getXAResource();
        Xid xid = newXid();
        resource.start(xid, XAResource.TMNOFLAGS);
        MessageConsumer consumer = session.createConsumer(session.createQueue(name));
        assertThat(receiveText(consumer)).isEqualTo("in");
        send(session, session.createQueue(name + "-out"), "out");
        resource.end(xid, XAResource.TMSUCCESS);
        consumer.close();

        assertThat(resource.prepare(xid)).isEqualTo(XAResource.XA_OK);
        assertThat(rest()).isEmpty();
        assertThat(resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN))
                .contains(xid);
        resource.commit(xid, false);

        assertThat(rest()).isEmpty();
        Session other = session(Session.AUTO_ACKNOWLEDGE);
        assertThat(receiveText(other.createConsumer(other.createQueue(name + "-out"))))
                .isEqualTo("out");
    }

    @Test
    @Section({"3.5.9", "11.3.3"})
    void theTransactionOfABranchIsItsGlobalOne() throws Exception {
        XAConnection connection = closing(
                new OnceMqXaConnectionFactory(settings().with("populateJMSXTXIDs", "true")).createXAConnection());
        connection.start();
        XASession session = connection.createXASession();
        XAResource resource = session.getXAResource();
        List<String> ids = new ArrayList<>();
        List<Message> received = new ArrayList<>();
        MessageConsumer consumer = session.createConsumer(session.createQueue(name));

        for (int i = 0; i < 2; i++) {
            Xid xid = newXid();
            ids.add(HexFormat.of().formatHex(xid.getGlobalTransactionId()));
            resource.start(xid, XAResource.TMNOFLAGS);
            if (i == 0) {
                send(session, session.createQueue(name), "x");
            } else {
                received.add(receive(consumer));
            }
            resource.end(xid, XAResource.TMSUCCESS);
            resource.prepare(xid);
            resource.commit(xid, false);
        }
        send(session, session.createQueue(name), "outside");
        received.add(receive(consumer));

        assertThat(received.get(0).getStringProperty("JMSXProducerTXID")).isEqualTo(ids.get(0));
        assertThat(received.get(0).getStringProperty("JMSXConsumerTXID")).isEqualTo(ids.get(1));
        assertThat(received.get(1).propertyExists("JMSXProducerTXID")).isFalse();
        assertThat(received.get(1).propertyExists("JMSXConsumerTXID")).isFalse();
    }

    @Test
    @Section("11.3.5")
    void aBranchRollsBackBeforeAndAfterPrepare() throws Exception {
        send("in");
        XASession session = xaSession();
        XAResource resource = session.getXAResource();
        MessageConsumer consumer = session.createConsumer(session.createQueue(name));
        for (boolean prepare : new boolean[] {false, true}) {
            Xid xid = newXid();
            resource.start(xid, XAResource.TMNOFLAGS);
            assertThat(receiveText(consumer)).isEqualTo("in");
            send(session, session.createQueue(name + "-out"), "out");
            resource.end(xid, XAResource.TMSUCCESS);
            if (prepare) {
                resource.prepare(xid);
            }
            resource.rollback(xid);
        }

        Message again = receive(consumer);
        assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(3);
        Session other = session(Session.AUTO_ACKNOWLEDGE);
        assertNothingComes(other.createConsumer(other.createQueue(name + "-out")));
    }

    @Test
    @Section("11.3.5")
    void onePhaseCommitAndReadOnlyBranches() throws Exception {
        XASession session = xaSession();
        XAResource resource = session.getXAResource();
        Xid one = newXid();
        resource.start(one, XAResource.TMNOFLAGS);
        send(session, session.createQueue(name), "x");
        resource.end(one, XAResource.TMSUCCESS);
        resource.commit(one, true);
        assertThat(rest()).containsExactly("x");

        Xid nothing = newXid();
        resource.start(nothing, XAResource.TMNOFLAGS);
        resource.end(nothing, XAResource.TMSUCCESS);
        assertThat(resource.prepare(nothing)).isEqualTo(XAResource.XA_RDONLY);
        assertThatThrownBy(() -> resource.commit(nothing, false)).isInstanceOf(XAException.class);
    }

    @Test
    @Section("11.3.5")
    void anotherSessionsResourceEndsAPreparedBranch() throws Exception {
        XASession session = xaSession();
        Xid xid = newXid();
        session.getXAResource().start(xid, XAResource.TMNOFLAGS);
        send(session, session.createQueue(name), "x");
        session.getXAResource().end(xid, XAResource.TMSUCCESS);
        session.getXAResource().prepare(xid);
        session.close();

        XAResource other = xaSession().getXAResource();
        assertThat(other.isSameRM(session.getXAResource())).isTrue();
        other.commit(xid, false);

        assertThat(rest()).containsExactly("x");
    }

    /** As a transaction manager does when the time of a transaction is over. */
    @Test
    @Section({"10.3", "11.3.3", "11.3.5"})
    void aBranchThatWasRolledBackMeanwhileTakesNoMoreWork() throws Exception {
        send("in");
        XASession session = xaSession();
        MessageConsumer consumer = session.createConsumer(session.createQueue(name));
        Xid xid = newXid();
        session.getXAResource().start(xid, XAResource.TMNOFLAGS);

        xaSession().getXAResource().rollback(xid);

        assertThatThrownBy(() -> send(session, session.createQueue(name + "-out"), "out"))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> consumer.receive(SOON)).isInstanceOf(JMSException.class);
        consumer.close();
        assertThat(rest()).containsExactly("in");
    }

    @Test
    @Section({"6.2.7", "11.3.3", "11.3.4"})
    void anXaSessionCannotBeCommittedByTheApplication() throws Exception {
        XASession session = xaSession();
        XAJMSContext context = closing(xaFactory().createXAContext());

        assertThat(session.getTransacted()).isTrue();
        assertThatThrownBy(session::commit).isInstanceOf(TransactionInProgressException.class);
        assertThatThrownBy(session::rollback).isInstanceOf(TransactionInProgressException.class);
        assertThatThrownBy(context::commit).isInstanceOf(TransactionInProgressRuntimeException.class);
        assertThat(context.getXAResource()).isNotNull();
        assertThat(context.getTransacted()).isTrue();
    }

    @Test
    @Section("11.3.3")
    void anXaSessionWithoutABranchAcknowledgesByItself() throws Exception {
        XASession session = xaSession();
        send(session, session.createQueue(name), "a");
        MessageConsumer consumer = session.createConsumer(session.createQueue(name));

        assertThat(receiveText(consumer)).isEqualTo("a");
        session.close();

        assertThat(rest()).isEmpty();
    }

    @Test
    @Section("11.3")
    void aResourceAdapterRunsALocalTransactionInAnXaSession() throws Exception {
        send("in");
        JmsXaSession session = (JmsXaSession) xaSession();
        MessageConsumer consumer = session.createConsumer(session.createQueue(name));
        session.beginLocal();
        assertThat(session.inTransaction()).isTrue();
        receiveText(consumer);
        send(session, session.createQueue(name + "-out"), "out");
        session.rollbackLocal();

        session.beginLocal();
        assertThat(receive(consumer).getJMSRedelivered()).isTrue();
        send(session, session.createQueue(name + "-out"), "out again");
        session.commitLocal();

        assertThat(session.inTransaction()).isFalse();
        assertThat(rest()).isEmpty();
        assertThat(receiveText(session.createConsumer(session.createQueue(name + "-out"))))
                .isEqualTo("out again");
    }

    private int subscriptions(OnceMqNode node) throws Exception {
        long topic = node.engine()
                .store()
                .destinations()
                .find(DestinationName.topic(name))
                .orElseThrow()
                .id();
        return (int) node.engine().store().subscriptions().list().stream()
                .filter(subscription -> subscription.topicId() == topic)
                .count();
    }

    /** A session that lives for long, in a pool, makes a consumer in each transaction. */
    @Test
    @Section({"4.2", "11.3"})
    void aSubscriptionEndsWithTheBranchInWhichItsConsumerWasClosed() throws Exception {
        OnceMqNode node = closing(OnceMqNode.open(settings()));
        XASession session = xaSession();
        XAResource resource = session.getXAResource();
        for (boolean commit : new boolean[] {true, false}) {
            Xid xid = newXid();
            resource.start(xid, XAResource.TMNOFLAGS);
            session.createConsumer(session.createTopic(name)).close();
            assertThat(subscriptions(node))
                    .as("the branch may hold messages of it")
                    .isEqualTo(1);
            resource.end(xid, XAResource.TMSUCCESS);
            if (commit) {
                resource.commit(xid, true);
            } else {
                resource.rollback(xid);
            }

            assertThat(subscriptions(node)).isZero();
        }
    }

    @Test
    @Section({"4.2", "11.3"})
    void aSubscriptionEndsWithTheLocalTransactionInWhichItsConsumerWasClosed() throws Exception {
        OnceMqNode node = closing(OnceMqNode.open(settings()));
        JmsXaSession session = (JmsXaSession) xaSession();
        for (boolean commit : new boolean[] {true, false}) {
            session.beginLocal();
            MessageConsumer consumer = session.createConsumer(session.createTopic(name));
            publish();
            receiveText(consumer);
            consumer.close();
            if (commit) {
                session.commitLocal();
            } else {
                session.rollbackLocal();
            }

            assertThat(subscriptions(node)).isZero();
        }
    }

    private void publish() throws JMSException {
        Session other = session(Session.AUTO_ACKNOWLEDGE);
        send(other, other.createTopic(name), "news");
    }

    // The endpoint session of the resource adapter

    private Claim take(OnceMqNode node) throws Exception {
        QueueConsumer source = closing(
                node.engine().destinations().queue(DestinationName.queue(name)).consume(null, () -> {}));
        source.activate();
        return required(source.receive(TimeUnit.SECONDS.toNanos(20)));
    }

    @Test
    @Section("11.3")
    void anEndpointReceivesInItsBranch() throws Exception {
        send("a");
        OnceMqNode node = closing(OnceMqNode.open(settings()));
        EndpointSession endpoint = closing(new EndpointSession(node.engine(), ConnectionSettings.DEFAULTS));
        XAResource resource = endpoint.xaResource();
        Claim claim = take(node);
        Xid xid = newXid();
        resource.start(xid, XAResource.TMNOFLAGS);

        Message message = endpoint.received(claim);
        assertThat(text(message)).isEqualTo("a");
        message.acknowledge();
        resource.end(xid, XAResource.TMSUCCESS);
        resource.prepare(xid);
        resource.commit(xid, false);

        assertThat(rest()).isEmpty();
    }

    @Test
    @Section("11.3")
    void anEndpointAcknowledgesAndRejectsWithoutABranch() throws Exception {
        send("a", "b");
        OnceMqNode node = closing(OnceMqNode.open(settings()));
        EndpointSession endpoint = closing(new EndpointSession(node.engine(), ConnectionSettings.DEFAULTS));
        Claim claim = take(node);

        assertThat(text(endpoint.received(claim))).isEqualTo("a");
        endpoint.acknowledge();
        Claim next = take(node);
        assertThat(text(endpoint.received(next))).isEqualTo("b");
        endpoint.reject(new IllegalArgumentException("no"));

        Claim again = take(node);
        assertThat(endpoint.received(again).getJMSRedelivered()).isTrue();
        endpoint.acknowledge();
        assertThat(rest()).isEmpty();
    }

    @Test
    @Section("11.3")
    void aDeadLetterOfAnEndpointSaysWhatItThrew() throws Exception {
        OnceMqNode node = closing(OnceMqNode.open(newStore().with("maxDeliveries", "2")));
        try (Connection connection = factory(node.settings()).createConnection();
                Session session = connection.createSession()) {
            send(session, session.createQueue(name), "poison");
        }
        EndpointSession endpoint = closing(new EndpointSession(node.engine(), ConnectionSettings.DEFAULTS));
        for (int attempt = 0; attempt < 2; attempt++) {
            Claim claim = take(node);
            Xid xid = newXid();
            endpoint.xaResource().start(xid, XAResource.TMNOFLAGS);
            endpoint.received(claim);
            endpoint.failed(new IllegalArgumentException("no such order"));
            endpoint.xaResource().end(xid, XAResource.TMFAIL);
            endpoint.xaResource().rollback(xid);
        }

        try (Connection connection = factory(node.settings()).createConnection();
                Session session = connection.createSession()) {
            connection.start();
            Message dead = receive(session.createConsumer(session.createQueue("DLQ." + name)));
            assertThat(dead.getStringProperty(DeadLetter.LAST_ERROR)).contains("no such order");
        }
        node.close(Duration.ZERO);
    }

    // Connection consumers

    @Test
    @Section({"11.2", "11.2.1", "11.2.2", "11.2.3", "11.2.4", "11.2.5"})
    void aConnectionConsumerFeedsServerSessions() throws Exception {
        Connection connection = connection();
        List<String> got = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(20);
        Pool pool = new Pool(() -> {});
        for (int i = 0; i < 2; i++) {
            Session session = connection.createSession();
            session.setMessageListener(message -> {
                try {
                    got.add(text(message));
                } catch (JMSException e) {
                    got.add(e.toString());
                }
                all.countDown();
            });
            pool.add(session);
        }
        Session naming = connection.createSession();
        ConnectionConsumer consumer = connection.createConnectionConsumer(naming.createQueue(name), null, pool, 1);
        assertThat(consumer.getServerSessionPool()).isSameAs(pool);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            texts.add("" + i);
        }
        send(texts.toArray(new String[0]));

        connection.start();

        assertThat(all.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(got).containsExactlyInAnyOrderElementsOf(texts);
        consumer.close();
        connection.close();
        assertThat(rest()).isEmpty();
    }

    /** The least that a server has to have. */
    private static final class Pool implements ServerSessionPool {
        private final BlockingQueue<ServerSession> free = new ArrayBlockingQueue<>(10);
        private final Runnable beforeRun;

        Pool(Runnable beforeRun) {
            this.beforeRun = beforeRun;
        }

        void add(Session session) {
            free.add(new ServerSession() {
                @Override
                public Session getSession() {
                    return session;
                }

                @Override
                public void start() {
                    Thread thread = new Thread(() -> {
                        beforeRun.run();
                        session.run();
                        free.add(this);
                    });
                    thread.start();
                }
            });
        }

        @Override
        public ServerSession getServerSession() throws JMSException {
            try {
                return free.take();
            } catch (InterruptedException e) {
                throw new JMSException("interrupted");
            }
        }
    }

    /** At most that many, and no more sessions than there have to be when messages have piled up. */
    @Test
    @Section("11.2.4")
    void aConnectionConsumerLoadsAsManyMessagesAsItMay() throws Exception {
        Connection connection = connection();
        int most = 5;
        int count = 40;
        AtomicInteger inRun = new AtomicInteger();
        AtomicInteger longest = new AtomicInteger();
        List<String> got = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(count);
        Session session = connection.createSession();
        session.setMessageListener(message -> {
            longest.accumulateAndGet(inRun.incrementAndGet(), Math::max);
            try {
                got.add(text(message));
            } catch (JMSException e) {
                got.add(e.toString());
            }
            all.countDown();
        });
        Pool pool = new Pool(() -> inRun.set(0));
        pool.add(session);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add("" + i);
        }
        send(texts.toArray(new String[0]));
        ConnectionConsumer consumer =
                connection.createConnectionConsumer(connection.createSession().createQueue(name), null, pool, most);

        connection.start();

        assertThat(all.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(got).containsExactlyElementsOf(texts);
        assertThat(longest.get()).isBetween(2, most);
        consumer.close();
        connection.close();
        assertThat(rest()).isEmpty();
    }

    @Test
    @Section("11.2.4")
    void aPoolThatThrowsIsNotAskedAgainAtOnce() throws Exception {
        Connection connection = connection();
        BlockingQueue<JMSException> told = new ArrayBlockingQueue<>(10);
        connection.setExceptionListener(told::add);
        BlockingQueue<String> got = new ArrayBlockingQueue<>(10);
        Session session = connection.createSession();
        session.setMessageListener(message -> {
            try {
                got.add(text(message));
            } catch (JMSException e) {
                got.add(e.toString());
            }
        });
        Pool working = new Pool(() -> {});
        working.add(session);
        List<Long> tries = Collections.synchronizedList(new ArrayList<>());
        ServerSessionPool pool = () -> {
            tries.add(System.nanoTime());
            if (tries.size() <= 3) {
                throw new JMSException("no session to spare");
            }
            return working.getServerSession();
        };
        connection.createConnectionConsumer(connection.createSession().createQueue(name), null, pool, 1);
        connection.start();

        send("x");

        assertThat(got.poll(SOON, TimeUnit.MILLISECONDS)).isEqualTo("x");
        assertThat(tries).hasSize(4);
        for (int i = 0; i < 3; i++) {
            assertThat(TimeUnit.NANOSECONDS.toMillis(tries.get(i + 1) - tries.get(i)))
                    .as("never earlier, wait " + i)
                    .isGreaterThanOrEqualTo(100L << i);
            assertThat(required(told.poll(SOON, TimeUnit.MILLISECONDS)).getMessage())
                    .contains("to spare");
        }
    }

    /** What it cannot pass on is for others meanwhile. */
    @Test
    @Section("11.2.4")
    void whatAPoolDidNotTakeIsForOtherConsumers() throws Exception {
        Connection connection = connection();
        CountDownLatch refused = new CountDownLatch(1);
        connection.setExceptionListener(e -> refused.countDown());
        ServerSessionPool pool = () -> {
            throw new JMSException("no session to spare");
        };
        connection.createConnectionConsumer(connection.createSession().createQueue(name), null, pool, 1);
        connection.start();
        send("x");
        assertThat(refused.await(SOON, TimeUnit.MILLISECONDS)).isTrue();

        Session other = session(Session.AUTO_ACKNOWLEDGE);
        Message message = receive(other.createConsumer(other.createQueue(name)));

        assertThat(text(message)).isEqualTo("x");
        assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
        connection.close();
    }

    @Test
    @Section({"11.2.4", "11.4"})
    void connectionConsumersOfTopics() throws Exception {
        Connection connection = connection(name);
        Session naming = connection.createSession();
        jakarta.jms.Topic topic = naming.createTopic(name);
        List<String> got = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(4);
        Pool pool = new Pool(() -> {});
        Session session = connection.createSession();
        session.setMessageListener(message -> {
            try {
                got.add(text(message));
            } catch (JMSException e) {
                got.add(e.toString());
            }
            all.countDown();
        });
        pool.add(session);
        List<ConnectionConsumer> consumers = List.of(
                connection.createConnectionConsumer(topic, "n = 1", pool, 1),
                connection.createDurableConnectionConsumer(topic, "d", null, pool, 2),
                connection.createSharedConnectionConsumer(topic, "s", null, pool, 3),
                connection.createSharedDurableConnectionConsumer(topic, "sd", null, pool, 4));
        connection.start();
        Message message = naming.createTextMessage("x");
        message.setIntProperty("n", 1);

        naming.createProducer(topic).send(message);

        assertThat(all.await(SOON, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(got).containsOnly("x").hasSize(4);
        for (ConnectionConsumer consumer : consumers) {
            consumer.close();
        }
        naming.unsubscribe("d");
        naming.unsubscribe("sd");
    }

    @Test
    @Section("11.2.4")
    void aConnectionConsumerNeedsAPoolAndAtLeastOneMessage() throws Exception {
        Connection connection = connection();
        Session naming = connection.createSession();
        Pool pool = new Pool(() -> {});

        assertThatThrownBy(() -> connection.createConnectionConsumer(naming.createQueue(name), null, null, 1))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> connection.createConnectionConsumer(naming.createQueue(name), null, pool, 0))
                .isInstanceOf(JMSException.class);
        assertThatThrownBy(() -> connection.createConnectionConsumer(naming.createQueue(name), "=", pool, 1))
                .isInstanceOf(jakarta.jms.InvalidSelectorException.class);
        assertThatThrownBy(() -> connection.createConnectionConsumer((jakarta.jms.Queue) null, null, pool, 1))
                .isInstanceOf(jakarta.jms.InvalidDestinationException.class);
    }

    @Test
    @Section({"11.3.1", "11.3.2", "11.3.3", "11.4"})
    void theXaObjectsOfEachDomain() throws Exception {
        OnceMqXaConnectionFactory factory = xaFactory();
        String user = database.user();
        String password = database.password();
        XAQueueConnection queues = closing(factory.createXAQueueConnection());
        XATopicConnection topics = closing(factory.createXATopicConnection(user, password));
        XAConnection both = closing(factory.createXAConnection(user, password));
        XAQueueSession queueSession = queues.createXAQueueSession();
        XATopicSession topicSession = topics.createXATopicSession();
        XASession session = both.createXASession();

        assertThat(queueSession.getQueueSession().createQueue(name)).isNotNull();
        assertThat(topicSession.getTopicSession().createTopic(name)).isNotNull();
        assertThat(session.getSession().getTransacted()).isTrue();
        assertThat(queueSession.getXAResource().isSameRM(session.getXAResource()))
                .isTrue();
        assertThat(topicSession.getXAResource().isSameRM(session.getXAResource()))
                .isTrue();
        // An XA connection makes ordinary sessions too.
        assertThat(both.createSession().getTransacted()).isFalse();
        assertThat(closing(factory.createXAContext(user, password)).getXAResource())
                .isNotNull();
    }

    @Test
    @Section({"9.2", "11.3.1"})
    void anXaConnectionForQueuesRefusesWhatIsAboutTopics() throws Exception {
        OnceMqXaConnectionFactory factory = xaFactory();
        Topic topic = topic(connection().createSession());
        Pool pool = new Pool(() -> {});

        for (XAQueueConnection queues : List.of(
                closing(factory.createXAQueueConnection()),
                closing(factory.createXAQueueConnection(database.user(), database.password())))) {
            assertThatThrownBy(() -> queues.createDurableConnectionConsumer(topic, "s", null, pool, 1))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> queues.createSharedConnectionConsumer(topic, "s", null, pool, 1))
                    .isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> queues.createSharedDurableConnectionConsumer(topic, "s", null, pool, 1))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    @Section({"11.3.4", "11.3.5"})
    void anXaContextWorksInABranch() throws Exception {
        XAJMSContext context = closing(xaFactory().createXAContext());
        Xid xid = newXid();
        context.getXAResource().start(xid, XAResource.TMNOFLAGS);
        context.getContext().createProducer().send(context.createQueue(name), "x");
        context.getXAResource().end(xid, XAResource.TMSUCCESS);
        assertThat(rest()).isEmpty();

        context.getXAResource().commit(xid, true);

        assertThat(rest()).containsExactly("x");
    }
}
