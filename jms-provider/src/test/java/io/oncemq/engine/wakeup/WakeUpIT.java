// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.wakeup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.engine.Engine;
import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.QueueConsumer;
import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.engine.settings.WakeUp;
import io.oncemq.engine.transaction.Work;
import io.oncemq.message.BodyKind;
import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.store.DeliveryRecords;
import io.oncemq.store.MessageStore;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.WakeUps;
import io.oncemq.store.jdbc.JdbcMessageStore;
import io.oncemq.store.jdbc.StoreSettings;
import io.oncemq.testkit.CountingDataSource;
import io.oncemq.testkit.EngineFixture;
import io.oncemq.testkit.TestDatabases;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nodes on one PostgreSQL that wake each other; where it says so, polling is switched off, so that nothing else can. */
@Timeout(60)
class WakeUpIT {
    private static final DestinationName QUEUE = DestinationName.queue("orders");
    private static final long LONG = TimeUnit.SECONDS.toNanos(30);

    private final String url = TestDatabases.POSTGRESQL.newUrl();
    private final DataSource dataSource = TestDatabases.POSTGRESQL.dataSourceAt(url);
    private final AtomicBoolean blind = new AtomicBoolean(true);
    private final List<Engine> nodes = new ArrayList<>();

    @AfterEach
    void close() {
        nodes.forEach(Engine::close);
    }

    @Test
    void aMessageWakesTheConsumerThatWaitsOnAnotherNode() throws Exception {
        Engine sender = node("sender", WakeUp.NOTIFY);
        QueueConsumer consumer = waitingConsumer(node("receiver", WakeUp.NOTIFY));

        send(sender, "hello");

        assertThat(receive(consumer)).isEqualTo("hello");
    }

    /** The control: were polling not off, the other tests would show nothing. */
    @Test
    void withoutWakeUpsAndPollingNothingComes() throws Exception {
        Engine sender = node("sender", WakeUp.POLL);
        QueueConsumer consumer = waitingConsumer(node("receiver", WakeUp.POLL));

        send(sender, "hello");

        assertThat(consumer.receive(TimeUnit.MILLISECONDS.toNanos(300))).isNull();
    }

    @Test
    void whatAClosedConsumerLeavesWakesTheOneOnAnotherNode() throws Exception {
        Engine first = node("first", WakeUp.NOTIFY);
        QueueConsumer consumer = waitingConsumer(node("second", WakeUp.NOTIFY));
        QueueConsumer greedy = waitingConsumer(first);
        send(first, "left behind");

        greedy.close();

        assertThat(receive(consumer)).isEqualTo("left behind");
    }

    @Test
    void aDelayedMessageWakesTheConsumerOnAnotherNodeInTime() throws Exception {
        Engine sender = node("sender", WakeUp.NOTIFY);
        QueueConsumer consumer = waitingConsumer(node("receiver", WakeUp.NOTIFY));
        Work work = new Work();
        work.send(
                message(sender, "later").toBuilder()
                        .deliverAt(sender.nowMillis() + 300)
                        .build(),
                EngineFixture.ORIGIN);

        sender.transactions().commit(sender.assignLane(), work);

        assertThat(receive(consumer)).isEqualTo("later");
    }

    @Test
    void aLostConnectionCostsTimeAndIsMadeAnew() throws Exception {
        Engine sender = node("sender", WakeUp.NOTIFY);
        Told told = new Told();
        Engine receiver = node("receiver", WakeUp.NOTIFY, told, store(StoreSettings.url(url, user(), password())));
        QueueConsumer consumer = waitingConsumer(receiver);
        assertThat(told.next()).isEqualTo("woken");

        blind.set(false);
        assertThat(ask("select count(pg_terminate_backend(pid)) from pg_stat_activity where " + LISTENERS))
                .isEqualTo(2);
        send(sender, "in the gap");
        assertThat(receive(consumer)).isEqualTo("in the gap");

        assertThat(told.next()).startsWith("polling");
        assertThat(told.next()).isEqualTo("woken");
        blind.set(true);
        QueueConsumer again = waitingConsumer(receiver);
        consumer.close();
        send(sender, "by notification");
        assertThat(receive(again)).isEqualTo("by notification");
    }

    @Test
    void aDataSourceThatHidesTheDriverLeadsToPolling() throws Exception {
        blind.set(false);
        DataSource hiding = hiding(dataSource);
        Told told = new Told();
        Engine sender = node("sender", WakeUp.AUTO);
        QueueConsumer consumer =
                waitingConsumer(node("receiver", WakeUp.AUTO, told, store(StoreSettings.dataSource(hiding))));
        assertThat(told.next()).startsWith("polling").contains("unwrap");

        send(sender, "hello");

        assertThat(receive(consumer)).isEqualTo("hello");
        assertThatThrownBy(() -> node("demanding", WakeUp.NOTIFY, new Told(), store(StoreSettings.dataSource(hiding))))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("unwrap");
    }

    @Test
    void aDataSourceThatShowsTheDriverIsListenedOn() throws Exception {
        Engine sender = node("sender", WakeUp.NOTIFY);
        QueueConsumer consumer = waitingConsumer(
                node("receiver", WakeUp.NOTIFY, new Told(), store(StoreSettings.dataSource(dataSource))));

        send(sender, "hello");

        assertThat(receive(consumer)).isEqualTo("hello");
    }

    @Test
    void aPoolerThatDoesNotKeepListenIsFoundOut() throws Exception {
        MessageStore deaf =
                with(store(StoreSettings.url(url, user(), password())), WakeUps.class, "tell", args -> null);

        assertThatThrownBy(() -> node("demanding", WakeUp.NOTIFY, new Told(), deaf))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("PgBouncer");
    }

    @Test
    void notifyOnADatabaseThatCannotIsRefused() {
        assertThatThrownBy(() -> node(
                        "demanding", WakeUp.NOTIFY, new Told(), JdbcMessageStore.open(TestDatabases.H2.newStore())))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("wakeUp");
    }

    @Test
    void rubbishIsPassedOver() throws Exception {
        Engine sender = node("sender", WakeUp.NOTIFY);
        QueueConsumer consumer = waitingConsumer(node("receiver", WakeUp.NOTIFY));
        String channel = "(select 'oncemq_' || replace(cast(store_id as text), '-', '_') from oncemq_store)";
        for (String rubbish : List.of("", "rubbish", "0123456789abcdef r -1", "0123456789abcdef r 1 2 x")) {
            ask("select 1 from (select pg_notify(" + channel + ", '" + rubbish + "')) as told");
        }
        ask("select 1 from (select pg_notify(" + channel + ", repeat('9', 7999))) as told");

        send(sender, "hello");

        assertThat(receive(consumer)).isEqualTo("hello");
    }

    @Test
    void aBusySenderTellsAtMostOnceInFiveMilliseconds() throws Exception {
        CountingDataSource counter = new CountingDataSource(dataSource);
        Engine sender =
                node("sender", WakeUp.NOTIFY, new Told(), store(StoreSettings.dataSource(counter.dataSource())));
        Engine other = node("other", WakeUp.NOTIFY);
        assertThat(other.isClosed()).isFalse();
        counter.reset();
        long begun = System.nanoTime();

        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 125; i++) {
                        send(sender, "message " + i);
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }

        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        long notifications =
                counter.said().stream().filter(sql -> sql.contains("pg_notify")).count();
        System.out.println("NOTIFY sends=1000 notifications=" + notifications + " ms=" + millis);
        assertThat(notifications).isBetween(1L, millis / 5 + 2);
    }

    @Test
    void aClosedNodeLeavesNoThreadAndNoConnection() throws Exception {
        Engine node = node("closing", WakeUp.NOTIFY);
        assertThat(threads()).hasSize(2);

        node.close();

        assertThat(threads()).isEmpty();
        await(() -> ask("select count(*) from pg_stat_activity where datname = current_database()") == 1);
    }

    // ----

    private static final String LISTENERS = "datname = current_database() and application_name = 'oncemq wake-up'";

    private Engine node(String name, WakeUp wakeUp) throws StoreException {
        return node(name, wakeUp, new Told(), store(StoreSettings.url(url, user(), password())));
    }

    private Engine node(String name, WakeUp wakeUp, EngineListener listener, MessageStore store) throws StoreException {
        EngineSettings usual = EngineFixture.settings(name, 10, Duration.ZERO);
        EngineSettings settings = new EngineSettings(
                name,
                usual.leaseTerm(),
                usual.maxDeliveries(),
                usual.redeliveryDelay(),
                usual.deadLetterPrefix(),
                usual.window(),
                usual.maxMessageSizeBytes(),
                usual.storeTimeout(),
                usual.space(),
                wakeUp);
        Engine node = Engine.open(store, settings, EngineFixture.threads(), listener);
        nodes.add(node);
        return node;
    }

    /** A store whose polls find nothing while {@link #blind}. */
    private MessageStore store(StoreSettings settings) throws StoreException {
        MessageStore store = JdbcMessageStore.open(settings);
        return with(store, DeliveryRecords.class, "withReady", args -> blind.get() ? List.of() : ABSENT);
    }

    private static final Object ABSENT = new Object();

    /** The store with another answer of one method of one of its parts. */
    private static MessageStore with(MessageStore store, Class<?> part, String method, Answer answer) {
        return proxy(MessageStore.class, store, (target, called, arguments, result) -> {
            Object inner = result instanceof Optional<?> optional ? optional.orElse(null) : result;
            if (!part.isInstance(inner)) {
                return result;
            }
            Object changed = Proxy.newProxyInstance(
                    WakeUpIT.class.getClassLoader(), new Class<?>[] {part}, (proxy, inPart, args) -> {
                        Object instead = inPart.getName().equals(method) ? answer.to(args) : ABSENT;
                        return instead == ABSENT ? invoke(inPart, inner, args) : instead;
                    });
            return result instanceof Optional<?> ? Optional.of(changed) : changed;
        });
    }

    private static DataSource hiding(DataSource source) {
        return proxy(
                DataSource.class,
                source,
                (target, called, arguments, result) -> result instanceof Connection connection
                        ? Proxy.newProxyInstance(
                                WakeUpIT.class.getClassLoader(),
                                new Class<?>[] {Connection.class},
                                (proxy, method, args) -> switch (method.getName()) {
                                    case "unwrap" -> throw new SQLException("nothing inside");
                                    case "isWrapperFor" -> false;
                                    default -> invoke(method, connection, args);
                                })
                        : result);
    }

    private static <T> T proxy(Class<T> type, T target, After after) {
        return type.cast(Proxy.newProxyInstance(
                WakeUpIT.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) ->
                        after.change(target, method.getName(), arguments, invoke(method, target, arguments))));
    }

    private static @Nullable Object invoke(
            java.lang.reflect.Method method, Object target, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    private interface Answer {
        @Nullable
        Object to(Object @Nullable [] arguments);
    }

    private interface After {
        @Nullable
        Object change(Object target, String method, Object @Nullable [] arguments, @Nullable Object result);
    }

    /** A consumer that knows that there is nothing, and looks again only when it is woken. */
    private static QueueConsumer waitingConsumer(Engine node) throws Exception {
        QueueConsumer consumer = node.destinations().queue(QUEUE).consume(null, () -> {});
        consumer.activate();
        assertThat(consumer.receiveNoWait()).isNull();
        return consumer;
    }

    private static @Nullable String receive(QueueConsumer consumer) {
        Claim claim = consumer.receive(LONG);
        return claim == null ? null : EngineFixture.text(claim.envelope());
    }

    private static void send(Engine node, String text) throws StoreException {
        Work work = new Work();
        work.send(message(node, text), EngineFixture.ORIGIN);
        node.transactions().commit(node.assignLane(), work);
    }

    private static Envelope message(Engine node, String text) throws StoreException {
        return new Envelope.Builder(QUEUE, BodyKind.TEXT)
                .id(node.transactions().nextMessageId())
                .priority(4)
                .sentAt(node.nowMillis())
                .body(text.getBytes(StandardCharsets.UTF_8))
                .build();
    }

    private long ask(String sql) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(List.of("test-listen", "test-tell")::contains)
                .toList();
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static String user() {
        return TestDatabases.POSTGRESQL.user();
    }

    private static String password() {
        return TestDatabases.POSTGRESQL.password();
    }

    /** What the log would say about wake-ups. */
    private static final class Told implements EngineListener {
        private final LinkedBlockingQueue<String> all = new LinkedBlockingQueue<>();

        @Override
        public void wokenByOthers() {
            all.add("woken");
        }

        @Override
        public void polling(String why) {
            all.add("polling: " + why);
        }

        String next() throws InterruptedException {
            return Objects.requireNonNull(all.poll(30, TimeUnit.SECONDS), "nothing was told");
        }
    }
}
