// SPDX-License-Identifier: Apache-2.0
package io.oncemq.framework;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.engine.delivery.DeadLetter;
import io.oncemq.spec.SpecTest;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jms.annotation.EnableJms;
import org.springframework.jms.annotation.JmsListener;
import org.springframework.jms.config.DefaultJmsListenerContainerFactory;
import org.springframework.jms.connection.CachingConnectionFactory;
import org.springframework.jms.core.JmsTemplate;
import org.springframework.jms.listener.DefaultMessageListenerContainer;
import org.springframework.jms.listener.SessionAwareMessageListener;
import org.springframework.jms.listener.SimpleMessageListenerContainer;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.util.backoff.FixedBackOff;

/** Spring's listener containers: the polling one, the one of plain listeners, and the annotations on top. */
abstract class SpringListenerRules extends SpecTest {
    private static final String QUESTION = "anybody there?";

    private final BlockingQueue<String> got = new LinkedBlockingQueue<>();
    /** How many questions came; they are not among what was got, however late they come. */
    private final Semaphore answered = new Semaphore(0);

    SpringListenerRules(TestDatabases database) {
        super(database);
    }

    /** A listener that notes what it gets. */
    private void note(Message message) {
        try {
            if (QUESTION.equals(text(message))) {
                answered.release();
            } else {
                got.add(text(message));
            }
        } catch (JMSException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> got(int count) throws InterruptedException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(required(got.poll(SOON, TimeUnit.MILLISECONDS)));
        }
        return texts;
    }

    /** Without "before", which comes again if its connection was taken away before Spring committed. */
    private List<String> gotUntil(String last) throws InterruptedException {
        List<String> texts = new ArrayList<>();
        do {
            texts.addAll(got(1));
        } while (!texts.contains(last));
        texts.removeIf("before"::equals);
        return texts;
    }

    private DefaultMessageListenerContainer polling(ConnectionFactory factory, Object listener) {
        DefaultMessageListenerContainer container = new DefaultMessageListenerContainer();
        container.setConnectionFactory(factory);
        container.setDestinationName(name);
        container.setMessageListener(listener);
        container.setReceiveTimeout(100);
        container.setBackOff(new FixedBackOff(10, Long.MAX_VALUE));
        return container;
    }

    private void start(DefaultMessageListenerContainer container) {
        container.afterPropertiesSet();
        closing((AutoCloseable) container::destroy);
        container.start();
    }

    private static String[] numbers(int count) {
        return IntStream.range(0, count).mapToObj(i -> "" + i).toArray(String[]::new);
    }

    @Test
    void aContainerGetsAllInOrder() throws Exception {
        send(numbers(50));
        DefaultMessageListenerContainer container = polling(factory(), (MessageListener) this::note);

        start(container);

        assertThat(got(50)).containsExactly(numbers(50));
        container.shutdown();
        assertThat(rest()).isEmpty();
    }

    @Test
    void concurrentConsumersShareTheQueue() throws Exception {
        DefaultMessageListenerContainer container = polling(factory(), (MessageListener) this::note);
        container.setConcurrency("2-4");
        start(container);

        send(numbers(100));

        assertThat(got(100)).containsExactlyInAnyOrder(numbers(100));
        container.shutdown();
        assertThat(rest()).isEmpty();
    }

    @Test
    void aTransactedListenerThatThrowsGetsTheMessageAgainBeforeOthers() throws Exception {
        send("a", "b");
        DefaultMessageListenerContainer container =
                polling(factory(), (SessionAwareMessageListener<Message>) (message, session) -> {
                    send(session, session.createQueue(name + "-out"), "re: " + text(message));
                    got.add(text(message) + message.getIntProperty("JMSXDeliveryCount"));
                    if (!message.getJMSRedelivered() && "a".equals(text(message))) {
                        throw new UnsupportedOperationException("as the test wants it");
                    }
                });
        container.setSessionTransacted(true);

        start(container);

        assertThat(got(3)).containsExactly("a1", "a2", "b1");
        container.shutdown();
        assertThat(rest()).isEmpty();
        Session other = session(Session.AUTO_ACKNOWLEDGE);
        assertThat(receiveTexts(other.createConsumer(other.createQueue(name + "-out")), 2))
                .containsExactly("re: a", "re: b");
    }

    @Test
    void aMessageThatIsNeverAcceptedBecomesADeadLetter() throws Exception {
        send("poison", "good");
        DefaultMessageListenerContainer container = polling(factory(), (MessageListener) message -> {
            note(message);
            if (got.contains("poison") && !got.contains("good")) {
                throw new UnsupportedOperationException("as the test wants it");
            }
        });
        container.setSessionTransacted(true);

        start(container);

        Session other = session(Session.AUTO_ACKNOWLEDGE);
        Message dead = receive(other.createConsumer(other.createQueue("DLQ." + name)));
        assertThat(text(dead)).isEqualTo("poison");
        assertThat(dead.getIntProperty(DeadLetter.ATTEMPTS)).isEqualTo(10);
        assertThat(got(11)).endsWith("good");
    }

    @Test
    void aContainerComesBackAfterItsConnectionWasLost() throws Exception {
        RememberingFactory underneath = new RememberingFactory(factory());
        DefaultMessageListenerContainer container = polling(underneath, (MessageListener) this::note);
        container.setSessionTransacted(true);
        start(container);
        send("before");
        assertThat(got(1)).containsExactly("before");

        underneath.down(true);
        underneath.takeAway();
        send("meanwhile");
        underneath.down(false);
        send("after");

        assertThat(gotUntil("after")).containsExactly("meanwhile", "after");
        assertThat(underneath.made()).hasSizeGreaterThan(1);
    }

    @Test
    void aContainerOnACachingFactoryComesBackToo() throws Exception {
        RememberingFactory underneath = new RememberingFactory(factory());
        CachingConnectionFactory caching = new CachingConnectionFactory(underneath);
        closing((AutoCloseable) caching::destroy);
        DefaultMessageListenerContainer container = polling(caching, (MessageListener) this::note);
        container.setSessionTransacted(true);
        start(container);
        send("before");
        assertThat(got(1)).containsExactly("before");

        underneath.takeAway();
        caching.onException(new JMSException("trouble"));
        send("after");

        assertThat(gotUntil("after")).containsExactly("after");
    }

    @Test
    void aContainerStopsAndStartsAgain() throws Exception {
        DefaultMessageListenerContainer container = polling(factory(), (MessageListener) this::note);
        start(container);
        send("a");
        assertThat(got(1)).containsExactly("a");

        container.stop();
        send("b");
        assertThat(got.poll(A_MOMENT, TimeUnit.MILLISECONDS)).isNull();
        container.start();

        assertThat(got(1)).containsExactly("b");
    }

    @Test
    void aDurableContainerGetsWhatCameWhileItWasAway() throws Exception {
        JmsTemplate template = new JmsTemplate(factory());
        template.setPubSubDomain(true);
        DefaultMessageListenerContainer first = durable();
        start(first);
        awaitSubscription(template);
        first.destroy();

        template.convertAndSend(name, "meanwhile");
        DefaultMessageListenerContainer second = durable();
        start(second);

        assertThat(got(1)).containsExactly("meanwhile");
        second.destroy();
        try (Connection connection = connection(name)) {
            connection.createSession().unsubscribe("audit");
        }
    }

    private DefaultMessageListenerContainer durable() {
        DefaultMessageListenerContainer container = polling(factory(), (MessageListener) this::note);
        container.setPubSubDomain(true);
        container.setSubscriptionDurable(true);
        container.setClientId(name);
        container.setDurableSubscriptionName("audit");
        return container;
    }

    @Test
    void concurrentConsumersShareASubscription() throws Exception {
        DefaultMessageListenerContainer container = polling(factory(), (MessageListener) this::note);
        container.setPubSubDomain(true);
        container.setSubscriptionShared(true);
        container.setSubscriptionDurable(true);
        container.setSubscriptionName(name);
        container.setConcurrentConsumers(2);
        start(container);
        JmsTemplate template = new JmsTemplate(factory());
        template.setPubSubDomain(true);
        awaitSubscription(template);

        for (String number : numbers(20)) {
            template.convertAndSend(name, number);
        }

        assertThat(got(20)).containsExactlyInAnyOrder(numbers(20));
        container.destroy();
        session(Session.AUTO_ACKNOWLEDGE).unsubscribe(name);
    }

    /** A container subscribes on threads of its own: until it has, what is published is not for it. */
    private void awaitSubscription(JmsTemplate template) throws InterruptedException {
        do {
            template.convertAndSend(name, QUESTION);
        } while (!answered.tryAcquire(A_MOMENT, TimeUnit.MILLISECONDS));
    }

    @Test
    void aContainerOfPlainListenersDelivers() throws Exception {
        SimpleMessageListenerContainer container = new SimpleMessageListenerContainer();
        container.setConnectionFactory(factory());
        container.setDestinationName(name);
        container.setConcurrentConsumers(2);
        container.setSessionTransacted(true);
        AtomicBoolean failed = new AtomicBoolean();
        container.setMessageListener((MessageListener) message -> {
            note(message);
            if (failed.compareAndSet(false, true)) {
                throw new UnsupportedOperationException("as the test wants it");
            }
        });
        container.afterPropertiesSet();
        closing((AutoCloseable) container::destroy);
        container.start();

        send("a");

        assertThat(got(2)).containsExactly("a", "a");
        container.stop();
        send("b");
        assertThat(got.poll(A_MOMENT, TimeUnit.MILLISECONDS)).isNull();
        container.start();
        assertThat(got(1)).containsExactly("b");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableJms
    static class Application {
        @Bean
        DefaultJmsListenerContainerFactory jmsListenerContainerFactory(ConnectionFactory factory) {
            DefaultJmsListenerContainerFactory containers = new DefaultJmsListenerContainerFactory();
            containers.setConnectionFactory(factory);
            containers.setSessionTransacted(true);
            containers.setReceiveTimeout(100L);
            return containers;
        }

        @Bean
        Orders orders() {
            return new Orders();
        }
    }

    static class Orders {
        @JmsListener(destination = "${orders}", selector = "colour = 'red'")
        @SendTo("${answers}")
        public String onOrder(String order) {
            return "confirmed " + order;
        }
    }

    @Test
    void annotatedListenersAnswer() throws Exception {
        try (AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext()) {
            Map<String, Object> settings = Map.of("orders", name, "answers", name + "-answers");
            application.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", settings));
            application.registerBean(ConnectionFactory.class, () -> factory());
            application.register(Application.class);
            application.refresh();
            JmsTemplate template = new JmsTemplate(factory());
            template.setReceiveTimeout(SOON);

            for (String colour : List.of("blue", "red")) {
                template.convertAndSend(name, colour + " order", message -> {
                    message.setStringProperty("colour", colour);
                    return message;
                });
            }

            assertThat(template.receiveAndConvert(name + "-answers")).isEqualTo("confirmed red order");
        }
        assertThat(rest()).containsExactly("blue order");
    }
}
