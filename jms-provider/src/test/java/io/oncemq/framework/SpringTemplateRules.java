// SPDX-License-Identifier: Apache-2.0
package io.oncemq.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.spec.SpecTest;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.springframework.jms.InvalidSelectorException;
import org.springframework.jms.connection.CachingConnectionFactory;
import org.springframework.jms.connection.JmsTransactionManager;
import org.springframework.jms.connection.SingleConnectionFactory;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring's JmsTemplate on a plain, a single and a caching connection factory. */
abstract class SpringTemplateRules extends SpecTest {
    SpringTemplateRules(TestDatabases database) {
        super(database);
    }

    private static JmsTemplate template(ConnectionFactory factory) {
        JmsTemplate template = new JmsTemplate(factory);
        template.setReceiveTimeout(SOON);
        return template;
    }

    private RememberingFactory remembering() {
        return new RememberingFactory(factory());
    }

    private CachingConnectionFactory caching(ConnectionFactory factory) {
        CachingConnectionFactory caching = new CachingConnectionFactory(factory);
        closing((AutoCloseable) caching::destroy);
        return caching;
    }

    @Test
    void aTemplateConvertsSendsAndReceives() {
        JmsTemplate template = template(factory());

        template.convertAndSend(name, "text");
        template.convertAndSend(name, Map.of("k", 1L));
        template.convertAndSend(name, new byte[] {1, 2});
        template.convertAndSend(name, List.of("a", "b").toArray(new String[0]));

        assertThat(template.receiveAndConvert(name)).isEqualTo("text");
        assertThat(template.receiveAndConvert(name)).isEqualTo(Map.of("k", 1L));
        assertThat(template.receiveAndConvert(name)).isEqualTo(new byte[] {1, 2});
        assertThat(template.receiveAndConvert(name)).isEqualTo(new String[] {"a", "b"});
        template.setReceiveTimeout(JmsTemplate.RECEIVE_TIMEOUT_NO_WAIT);
        assertThat(template.receive(name)).isNull();
    }

    @Test
    void aTemplateSetsTheQualityOfService() throws Exception {
        JmsTemplate template = template(factory());
        template.setExplicitQosEnabled(true);
        template.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        template.setPriority(7);
        template.setTimeToLive(60_000);
        template.setDeliveryDelay(0);
        template.setMessageIdEnabled(false);
        template.setMessageTimestampEnabled(false);

        template.convertAndSend(name, "x", message -> {
            message.setStringProperty("colour", "red");
            return message;
        });

        Message message = required(template.receiveSelected(name, "colour = 'red'"));
        assertThat(message.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
        assertThat(message.getJMSPriority()).isEqualTo(7);
        assertThat(message.getJMSExpiration()).isPositive();
    }

    @Test
    void aTemplateBrowses() {
        JmsTemplate template = template(factory());
        template.convertAndSend(name, "a");
        template.convertAndSend(name, "b");

        List<String> seen = template.browse(name, (session, browser) -> {
            List<String> texts = new ArrayList<>();
            for (Enumeration<?> each = browser.getEnumeration(); each.hasMoreElements(); ) {
                texts.add(text((Message) each.nextElement()));
            }
            return texts;
        });

        assertThat(seen).containsExactly("a", "b");
        assertThat(template.receiveAndConvert(name)).isEqualTo("a");
    }

    @Test
    void aTemplateAsksAndIsAnswered() throws Exception {
        JmsTemplate template = template(caching(factory()));
        Session server = session(Session.AUTO_ACKNOWLEDGE);
        server.createConsumer(queue(server)).setMessageListener(request -> {
            try {
                TextMessage reply = server.createTextMessage("re: " + text(request));
                server.createProducer(request.getJMSReplyTo()).send(reply);
            } catch (JMSException e) {
                throw new AssertionError(e);
            }
        });

        for (int i = 0; i < 3; i++) {
            String question = "question " + i;
            Message reply = template.sendAndReceive(name, session -> session.createTextMessage(question));

            assertThat(text(reply)).isEqualTo("re: " + question);
        }
    }

    @Test
    void aTemplatePublishes() throws Exception {
        JmsTemplate template = template(factory());
        template.setPubSubDomain(true);
        Session session = session(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer one = session.createConsumer(topic(session));
        MessageConsumer two = session.createConsumer(topic(session));

        template.convertAndSend(name, "news");

        assertThat(receiveText(one)).isEqualTo("news");
        assertThat(receiveText(two)).isEqualTo("news");
    }

    @Test
    void whatOnceMqRefusesIsSpringsExceptionOfTheSameName() {
        JmsTemplate template = template(factory());

        assertThatThrownBy(() -> template.receiveSelected(name, "= 1")).isInstanceOf(InvalidSelectorException.class);
        assertThatThrownBy(() -> template.convertAndSend("", "x"))
                .isInstanceOf(org.springframework.jms.InvalidDestinationException.class);
    }

    @Test
    void aCachingFactoryUsesOneConnectionAndItsSessionsAgain() throws Exception {
        RememberingFactory underneath = remembering();
        CachingConnectionFactory caching = caching(underneath);
        JmsTemplate template = template(caching);
        JmsTemplate transacted = template(caching);
        transacted.setSessionTransacted(true);

        for (int i = 0; i < 20; i++) {
            template.convertAndSend(name, "" + i);
            assertThat(transacted.receiveAndConvert(name)).isEqualTo("" + i);
        }

        assertThat(underneath.made()).hasSize(1);
        caching.resetConnection();
        assertThat(rest()).isEmpty();
    }

    @Test
    void aCachedSessionThatIsGivenBackInATransactionRollsBack() throws Exception {
        CachingConnectionFactory caching = caching(factory());
        send("in");
        try (jakarta.jms.Connection connection = caching.createConnection();
                Session session = connection.createSession(Session.SESSION_TRANSACTED)) {
            connection.start();
            assertThat(receiveText(session.createConsumer(queue(session)))).isEqualTo("in");
            send(session, session.createQueue(name + "-out"), "never");
        }
        caching.resetConnection();

        assertThat(rest()).containsExactly("in");
        Session other = session(Session.AUTO_ACKNOWLEDGE);
        assertNothingComes(other.createConsumer(other.createQueue(name + "-out")));
    }

    /** A cached consumer is idle between two receives: what comes then is for whoever asks. */
    @Test
    void aCachedConsumerThatNobodyAsksHoldsNothing() throws Exception {
        JmsTemplate template = template(caching(factory()));
        template.convertAndSend(name, "first");
        assertThat(template.receiveAndConvert(name)).isEqualTo("first");

        send("second", "third");

        assertThat(rest()).containsExactly("second", "third");
    }

    @Test
    void aCachingFactoryOpensANewConnectionWhenItIsToldOfTrouble() throws Exception {
        RememberingFactory underneath = remembering();
        CachingConnectionFactory caching = caching(underneath);
        caching.setReconnectOnException(true);
        JmsTemplate template = template(caching);
        template.convertAndSend(name, "before");

        required(underneath.made().get(0).getExceptionListener()).onException(new JMSException("trouble"));
        template.convertAndSend(name, "after");

        assertThat(underneath.made()).hasSize(2);
        assertThat(rest()).containsExactly("before", "after");
    }

    @Test
    void aSingleConnectionHasItsClientId() throws Exception {
        SingleConnectionFactory single = new SingleConnectionFactory(factory());
        closing((AutoCloseable) single::destroy);
        single.setClientId(name);
        JmsTemplate template = template(single);
        template.setPubSubDomain(true);

        template.convertAndSend(name, "x");

        assertThat(single.createConnection().getClientID()).isEqualTo(name);
    }

    @Test
    void aTransactionOfSpringSendsAndReceivesTogetherOrNotAtAll() {
        CachingConnectionFactory caching = caching(factory());
        TransactionTemplate transaction = new TransactionTemplate(new JmsTransactionManager(caching));
        JmsTemplate template = template(caching);
        String out = name + "-out";
        template.convertAndSend(name, "in");

        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    assertThat(template.receiveAndConvert(name)).isEqualTo("in");
                    template.convertAndSend(out, "never");
                    throw new UnsupportedOperationException("as the test wants it");
                }))
                .isInstanceOf(UnsupportedOperationException.class);
        transaction.executeWithoutResult(status -> {
            assertThat(template.receiveAndConvert(name)).isEqualTo("in");
            template.convertAndSend(out, "answer");
        });

        assertThat(template.receiveAndConvert(out)).isEqualTo("answer");
        template.setReceiveTimeout(A_MOMENT);
        assertThat(template.receive(name)).isNull();
        assertThat(template.receive(out)).isNull();
    }

    @Test
    void manyThreadsShareATemplate() throws Exception {
        JmsTemplate template = template(caching(factory()));
        List<CompletableFuture<Void>> senders = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            senders.add(CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 25; i++) {
                    template.convertAndSend(name, "x");
                }
            }));
        }
        for (CompletableFuture<Void> sender : senders) {
            sender.get(SOON, TimeUnit.MILLISECONDS);
        }

        assertThat(rest()).hasSize(100);
    }
}
