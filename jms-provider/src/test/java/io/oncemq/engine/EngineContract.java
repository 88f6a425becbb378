// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.DeadLetter;
import io.oncemq.engine.delivery.LocalQueue;
import io.oncemq.engine.delivery.QueueConsumer;
import io.oncemq.engine.destination.SubscriptionLoss;
import io.oncemq.engine.destination.SubscriptionRequest;
import io.oncemq.engine.security.Access;
import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.engine.transaction.EngineXaResource;
import io.oncemq.engine.transaction.Work;
import io.oncemq.message.DestinationName;
import io.oncemq.selector.Selector;
import io.oncemq.store.BranchXid;
import io.oncemq.store.MessageStore;
import io.oncemq.store.StoreConflictException;
import io.oncemq.testkit.EngineFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an engine promises on any store. Each store adds a subclass that says how to make one and how to look into it. */
@Timeout(120)
abstract class EngineContract {
    private static final DestinationName QUEUE = DestinationName.queue("orders");
    private static final DestinationName TOPIC = DestinationName.topic("events");
    private static final long LONG = TimeUnit.SECONDS.toNanos(20);

    private EngineFixture node;

    /** A new, empty store. */
    abstract MessageStore newStore() throws Exception;

    /** The holders of a queue's deliveries, in delivery order. */
    abstract List<Long> holders(long queueId) throws Exception;

    /** How many deliveries the store has in all. */
    abstract int rowCount() throws Exception;

    /** Lets threads overtake each other at commits, differently in each round, where the store can do that. */
    void stir(int round) {}

    EngineFixture node() {
        return node;
    }

    @BeforeEach
    void open() throws Exception {
        node = EngineFixture.open(newStore());
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void aBacklogComesInOrderOfPriorityThenAge() throws Exception {
        Work work = new Work();
        work.send(node.message(QUEUE, "a4", 4), EngineFixture.ORIGIN);
        work.send(node.message(QUEUE, "b4", 4), EngineFixture.ORIGIN);
        work.send(node.message(QUEUE, "c9", 9), EngineFixture.ORIGIN);
        work.send(node.message(QUEUE, "d0", 0), EngineFixture.ORIGIN);
        node.engine().transactions().commit(node.engine().assignLane(), work);

        assertThat(drain(consumer(QUEUE, null), 4)).containsExactly("c9", "a4", "b4", "d0");
        assertThat(rowCount()).isZero();
    }

    @Test
    void aWaitingConsumerGetsWhatIsSentLater() throws Exception {
        QueueConsumer consumer = consumer(QUEUE, null);
        assertThat(consumer.receiveNoWait()).isNull();

        node.send(QUEUE, "later");

        assertThat(drain(consumer, 1)).containsExactly("later");
    }

    @Test
    void aSendToAConsumerThatKeepsUpIsClaimedFromBirth() throws Exception {
        QueueConsumer consumer = consumer(QUEUE, null);
        assertThat(consumer.receiveNoWait()).isNull();

        node.send(QUEUE, "born claimed");

        assertThat(holders(consumer.queue().id())).singleElement().satisfies(holder -> assertThat(holder)
                .isPositive());
        drain(consumer, 1);
    }

    @Test
    void whatTheLastConsumerDidNotTakeIsReadyForOthersWhenItCloses() throws Exception {
        QueueConsumer consumer = consumer(QUEUE, null);
        assertThat(consumer.receiveNoWait()).isNull();
        node.send(QUEUE, "one", "two");

        consumer.close();

        assertThat(holders(consumer.queue().id())).containsExactly(0L, 0L);
        assertThat(drain(consumer(QUEUE, null), 2)).containsExactly("one", "two");
    }

    @Test
    void aLargeNonPersistentMessageThatNobodyTookOutlivesStopAndClose() throws Exception {
        QueueConsumer consumer = consumer(QUEUE, null);
        assertThat(consumer.receiveNoWait()).isNull();
        String large = sendLargeToMemory();

        consumer.deactivate();

        assertThat(holders(consumer.queue().id())).containsExactly(0L);
        consumer.activate();
        assertThat(drain(consumer, 1)).containsExactly(large);
        assertThat(rowCount()).isZero();

        assertThat(consumer.receiveNoWait()).isNull();
        large = sendLargeToMemory();
        consumer.close();
        assertThat(drain(consumer(QUEUE, null), 1)).containsExactly(large);
        assertThat(rowCount()).isZero();
    }

    @Test
    void aLargeNonPersistentMessageIsBuriedAfterTheLastAttempt() throws Exception {
        QueueConsumer consumer = consumer(QUEUE, null);
        assertThat(consumer.receiveNoWait()).isNull();
        String large = sendLargeToMemory();
        for (int attempt = 1; attempt <= 10; attempt++) {
            Work work = new Work();
            work.received(require(consumer.receive(LONG)));
            node.engine().transactions().rollback(work);
        }

        assertThat(consumer.receiveNoWait()).isNull();
        assertThat(drain(consumer(DestinationName.queue("DLQ.orders"), null), 1))
                .containsExactly(large);
        assertThat(rowCount()).isZero();
    }

    /** One for each would outlive it, under a name that nobody knows. */
    @Test
    void deadLettersOfAllTemporaryDestinationsAreInOneQueue() throws Exception {
        DestinationName replies = node.engine().destinations().createTemporary(DestinationName.Kind.TEMPORARY_QUEUE);
        node.send(replies, "poison");
        QueueConsumer consumer = consumer(replies, null);
        for (int attempt = 1; attempt <= 10; attempt++) {
            Work work = new Work();
            work.received(require(consumer.receive(LONG)));
            node.engine().transactions().rollback(work);
        }

        assertThat(consumer.receiveNoWait()).isNull();
        Claim letter =
                require(consumer(DestinationName.queue("DLQ.temporary"), null).receive(LONG));
        assertThat(letter.envelope().properties()).containsEntry(DeadLetter.ORIGIN, replies.name());
    }

    /** Larger than what a delivery's own row takes. */
    private String sendLargeToMemory() throws Exception {
        String text = "x".repeat(2 * 1024 * 1024);
        Work work = new Work();
        work.send(node.message(QUEUE, text, 4).toBuilder().persistent(false).build(), EngineFixture.ORIGIN);
        node.engine().transactions().commit(node.engine().assignLane(), work);
        assertThat(rowCount()).as("it is in memory only").isZero();
        return text;
    }

    @Test
    void aRolledBackDeliveryComesAgainFirstAndCounted() throws Exception {
        node.send(QUEUE, "one", "two");
        QueueConsumer consumer = consumer(QUEUE, null);
        Claim first = require(consumer.receive(LONG));
        Work work = new Work();
        work.received(first);

        node.engine().transactions().rollback(work);

        Claim again = require(consumer.receive(LONG));
        assertThat(EngineFixture.text(again.envelope())).isEqualTo("one");
        assertThat(again.deliveryCount()).isEqualTo(2);
        assertThat(again.redelivered()).isTrue();
    }

    @Test
    void afterTheLastAttemptADeliveryIsBuriedWithItsStory() throws Exception {
        node.send(QUEUE, "poison");
        QueueConsumer consumer = consumer(QUEUE, null);
        for (int attempt = 1; attempt <= 10; attempt++) {
            Work work = new Work();
            work.received(require(consumer.receive(LONG)));
            work.failed(new IllegalStateException("no such customer"));
            node.engine().transactions().rollback(work);
        }

        assertThat(consumer.receiveNoWait()).isNull();
        Claim letter =
                require(consumer(DestinationName.queue("DLQ.orders"), null).receive(LONG));
        assertThat(EngineFixture.text(letter.envelope())).isEqualTo("poison");
        assertThat(letter.envelope().properties())
                .containsEntry(DeadLetter.ORIGIN, "orders")
                .containsEntry(DeadLetter.ATTEMPTS, 10)
                .containsEntry(DeadLetter.LAST_ERROR, "java.lang.IllegalStateException: no such customer");
        assertThat(letter.deliveryCount()).isEqualTo(1);
    }

    @Test
    void aGroupIsOneConsumersUntilNothingOfItIsInHand() throws Exception {
        sendToGroup("g", "g1");
        sendToGroup("g", "g2");
        sendToGroup("h", "h1");
        QueueConsumer one = consumer(QUEUE, null);
        QueueConsumer other = consumer(QUEUE, null);
        Claim first = require(one.receive(LONG));
        Claim elsewhere = require(other.receive(LONG));
        assertThat(EngineFixture.text(first.envelope())).isEqualTo("g1");
        assertThat(EngineFixture.text(elsewhere.envelope())).isEqualTo("h1");
        assertThat(other.receiveNoWait()).isNull();

        node.engine().transactions().acknowledge(node.engine().assignLane(), List.of(first));

        assertThat(EngineFixture.text(require(other.receive(LONG)).envelope())).isEqualTo("g2");
        sendToGroup("g", "g3");
        assertThat(one.receiveNoWait()).isNull();
        assertThat(EngineFixture.text(require(other.receive(LONG)).envelope())).isEqualTo("g3");
    }

    @Test
    void aConsumerOfSeveralWorkersHasOneOfEachGroupInHand() throws Exception {
        sendToGroup("g", "g1");
        sendToGroup("g", "g2");
        sendToGroup("h", "h1");
        QueueConsumer bean = node.engine().destinations().queue(QUEUE).consume(null, () -> {});
        bean.workSideBySide();
        bean.activate();
        Claim first = require(bean.receive(LONG));
        assertThat(EngineFixture.text(first.envelope())).isEqualTo("g1");
        assertThat(EngineFixture.text(require(bean.receive(LONG)).envelope())).isEqualTo("h1");
        assertThat(bean.receiveNoWait()).isNull();
        CompletableFuture<Claim> next = new CompletableFuture<>();
        assertThat(bean.takeOrAsk(next::complete)).isNull();

        node.engine().transactions().acknowledge(node.engine().assignLane(), List.of(first));

        assertThat(EngineFixture.text(next.get(1, TimeUnit.MINUTES).envelope())).isEqualTo("g2");
    }

    @Test
    void aGroupOfAClosedConsumerGoesToAnotherFromItsFirst() throws Exception {
        sendToGroup("g", "g1");
        sendToGroup("g", "g2");
        QueueConsumer closing = consumer(QUEUE, null);
        Work work = new Work();
        work.received(require(closing.receive(LONG)));
        closing.close();
        QueueConsumer other = consumer(QUEUE, null);
        assertThat(other.receiveNoWait()).isNull();

        node.engine().transactions().rollback(work);

        assertThat(drain(other, 2)).containsExactly("g1", "g2");
    }

    @Test
    void aRejectedMessageThatWaitsHoldsUpItsGroupAndNoOther() throws Exception {
        node.close();
        node = EngineFixture.open(newStore(), EngineFixture.settings("patient", 10, Duration.ofSeconds(5)));
        sendToGroup("g", "g1");
        sendToGroup("g", "g2");
        QueueConsumer consumer = consumer(QUEUE, null);
        Work work = new Work();
        work.received(require(consumer.receive(LONG)));

        node.engine().transactions().rollback(work);

        sendToGroup("g", "g3");
        sendToGroup("h", "h1");
        assertThat(drain(consumer, 4)).containsExactly("h1", "g1", "g2", "g3");
    }

    private void sendToGroup(String group, String text) throws Exception {
        Work work = new Work();
        work.send(
                node.message(QUEUE, text, 4).toBuilder()
                        .properties(Map.of("JMSXGroupID", group))
                        .build(),
                EngineFixture.ORIGIN);
        node.engine().transactions().commit(node.engine().assignLane(), work);
    }

    @Test
    void aSelectiveConsumerTakesItsOwnAndLeavesTheRest() throws Exception {
        sendNumbered(1_200);
        QueueConsumer selective = consumer(QUEUE, Selector.parse("n >= 1195"));

        assertThat(drain(selective, 5)).containsExactly("m1195", "m1196", "m1197", "m1198", "m1199");
        assertThat(selective.receiveNoWait()).isNull();
        assertThat(rowCount()).isEqualTo(1_195);
    }

    @Test
    void aSelectiveConsumerFindsItsOwnBehindWhatAnotherHasAtHandAndDoesNotTake() throws Exception {
        sendNumbered(1_200);
        QueueConsumer plain = consumer(QUEUE, null);
        assertThat(drain(plain, 1)).containsExactly("m0");
        QueueConsumer selective = consumer(QUEUE, Selector.parse("n >= 1195"));

        Claim polled = require(selective.receiveNoWait());
        assertThat(EngineFixture.text(polled.envelope())).isEqualTo("m1195");
        node.engine().transactions().acknowledge(node.engine().assignLane(), List.of(polled));
        assertThat(drain(selective, 4)).containsExactly("m1196", "m1197", "m1198", "m1199");
        assertThat(selective.receiveNoWait()).isNull();
        assertThat(rowCount()).isEqualTo(1_194);
        node.send(QUEUE, "unwanted");
        assertThat(selective.receiveNoWait()).isNull();

        List<String> rest = IntStream.range(1, 1_195).mapToObj(i -> "m" + i).collect(Collectors.toList());
        rest.add("unwanted");
        assertThat(drain(plain, 1_195)).containsExactlyElementsOf(rest);
    }

    @Test
    void aTopicServesEachSubscriptionOnceInOrder() throws Exception {
        LocalQueue durable = subscribe("audit", true);
        LocalQueue other = subscribe("report", true);
        node.send(TOPIC, "one", "two");

        assertThat(drain(activated(durable.consume(null, () -> {})), 2)).containsExactly("one", "two");
        assertThat(drain(activated(other.consume(null, () -> {})), 2)).containsExactly("one", "two");
        assertThat(rowCount()).isZero();
    }

    @Test
    void aPreparedBranchHidesItsSendsAndHoldsItsReceives() throws Exception {
        node.send(QUEUE, "in");
        QueueConsumer consumer = consumer(QUEUE, null);
        QueueConsumer replies = consumer(DestinationName.queue("replies"), null);
        EngineXaResource resource = node.engine().newXaResource();
        BranchXid xid = new BranchXid(1, new byte[] {1}, new byte[] {2});
        resource.start(xid, XAResource.TMNOFLAGS);
        Work work = require(resource.currentWork());
        work.received(require(consumer.receive(LONG)));
        work.send(node.message(DestinationName.queue("replies"), "out", 4), EngineFixture.ORIGIN);
        resource.end(xid, XAResource.TMSUCCESS);

        assertThat(resource.prepare(xid)).isEqualTo(XAResource.XA_OK);
        assertThat(replies.receiveNoWait()).isNull();
        assertThat(consumer.receiveNoWait()).isNull();
        assertThat(resource.recover(XAResource.TMSTARTRSCAN)).containsExactly(xid);

        node.engine().newXaResource().commit(xid, false);
        assertThat(drain(replies, 1)).containsExactly("out");
        assertThat(consumer.receiveNoWait()).isNull();
        assertThat(rowCount()).isZero();
    }

    @Test
    void aBranchThatIsRolledBackAfterPrepareGivesItsReceivesBack() throws Exception {
        node.send(QUEUE, "in");
        QueueConsumer consumer = consumer(QUEUE, null);
        EngineXaResource resource = node.engine().newXaResource();
        BranchXid xid = new BranchXid(1, new byte[] {1}, new byte[] {3});
        resource.start(xid, XAResource.TMNOFLAGS);
        require(resource.currentWork()).received(require(consumer.receive(LONG)));
        resource.end(xid, XAResource.TMSUCCESS);
        resource.prepare(xid);

        resource.rollback(xid);

        Claim again = require(consumer.receive(LONG));
        assertThat(again.deliveryCount()).isEqualTo(2);
    }

    @Test
    void aNodeThatWasDeclaredDeadCannotAcknowledge() throws Exception {
        node.send(QUEUE, "one");
        QueueConsumer consumer = consumer(QUEUE, null);
        Claim claim = require(consumer.receive(LONG));
        node.engine().store().leases().rescue(claim.lease().id());

        assertThat(catchThrowable(() ->
                        node.engine().transactions().acknowledge(node.engine().assignLane(), List.of(claim))))
                .isInstanceOf(StoreConflictException.class)
                .hasMessageContaining("lost");

        Claim again = require(consumer.receive(LONG));
        assertThat(again.redelivered()).isTrue();
        node.engine().transactions().acknowledge(node.engine().assignLane(), List.of(again));
        assertThat(rowCount()).isZero();
    }

    @Test
    void whatGoesDownWithItsNodeAgainAndAgainIsBuried() throws Exception {
        node.send(QUEUE, "deadly");
        QueueConsumer consumer = consumer(QUEUE, null);

        for (int i = 0; i < EngineSettings.MAX_CRASHES; i++) {
            goDownWith(require(consumer.receive(LONG)));
        }

        assertThat(consumer.receiveNoWait()).isNull();
        QueueConsumer dead = consumer(DestinationName.queue("DLQ." + QUEUE.name()), null);
        assertThat(require(dead.receive(LONG)).envelope().properties())
                .containsEntry(DeadLetter.REASON, "went down with its node 5 times");
    }

    @Test
    void whatGoesDownWithItsNodeIsKeptWhereNothingIsBuried() throws Exception {
        node.close();
        node = EngineFixture.open(newStore(), EngineFixture.settings("node", 0, Duration.ZERO));
        node.send(QUEUE, "deadly");
        QueueConsumer consumer = consumer(QUEUE, null);

        for (int i = 0; i < EngineSettings.MAX_CRASHES; i++) {
            goDownWith(require(consumer.receive(LONG)));
        }

        assertThat(drain(consumer, 1)).containsExactly("deadly");
    }

    /** As if the node had died with it; the node finds out, and goes on with another lease. */
    private void goDownWith(Claim claim) throws Exception {
        node.engine().store().leases().rescue(claim.lease().id());
        assertThat(catchThrowable(() ->
                        node.engine().transactions().acknowledge(node.engine().assignLane(), List.of(claim))))
                .isInstanceOf(StoreConflictException.class);
    }

    @Test
    void aTransactionMayReceiveSeveralDeliveriesThatWentDownWithANode() throws Exception {
        node.send(QUEUE, "one", "two", "three");
        QueueConsumer consumer = consumer(QUEUE, null);
        Claim claim = require(consumer.receive(LONG));
        node.engine().store().leases().rescue(claim.lease().id());
        assertThat(catchThrowable(() ->
                        node.engine().transactions().acknowledge(node.engine().assignLane(), List.of(claim))))
                .isInstanceOf(StoreConflictException.class);

        Work work = new Work();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Claim again = require(consumer.receive(LONG));
            texts.add(EngineFixture.text(again.envelope()));
            work.received(again);
        }
        node.engine().transactions().commit(node.engine().assignLane(), work);

        assertThat(texts).containsExactly("one", "two", "three");
        assertThat(rowCount()).isZero();
    }

    @Test
    void anUnsharedNonDurableSubscriptionGoesOnAfterItsLeaseWasRescued() throws Exception {
        QueueConsumer consumer = subscriber("", false);

        loseTheLease();

        while (node.engine().store().subscriptions().list().isEmpty()) {
            sendUntilReceived(TOPIC, consumer);
        }
        assertThat(sendUntilReceived(TOPIC, consumer)).isEqualTo("x");
    }

    @Test
    void aSharedNonDurableSubscriptionGoesOnAfterItsLeaseWasRescued() throws Exception {
        QueueConsumer consumer = subscriber("shared", true);

        loseTheLease();

        while (node.engine().store().subscriptions().list().isEmpty()) {
            sendUntilReceived(TOPIC, consumer);
        }
        assertThat(sendUntilReceived(TOPIC, consumer)).isEqualTo("x");
    }

    @Test
    void aTemporaryQueueGoesOnAfterItsLeaseWasRescued() throws Exception {
        DestinationName replies = node.engine().destinations().createTemporary(DestinationName.Kind.TEMPORARY_QUEUE);
        QueueConsumer consumer = consumer(replies, null);

        loseTheLease();

        assertThat(sendUntilReceived(replies, consumer)).isEqualTo("x");
        node.engine().destinations().delete(replies);
        assertThat(node.engine().store().destinations().find(replies)).isEmpty();
    }

    @Test
    void aSubscriptionToATemporaryTopicGoesOnAfterItsLeaseWasRescued() throws Exception {
        DestinationName topic = node.engine().destinations().createTemporary(DestinationName.Kind.TEMPORARY_TOPIC);
        QueueConsumer consumer = subscriber(topic, "", false);

        loseTheLease();

        assertThat(sendUntilReceived(topic, consumer)).isEqualTo("x");
    }

    @Test
    void aSubscriptionThatWasGoneOnAndIsReleasedLeavesNothing() throws Exception {
        QueueConsumer consumer = subscriber("", false);
        loseTheLease();
        sendUntilReceived(TOPIC, consumer);

        consumer.close();
        node.engine().subscriptions().release(consumer.queue());

        assertThat(node.engine().store().subscriptions().list()).isEmpty();
    }

    /** As if another node had been the first to find it dead; this one finds out, and goes on with another lease. */
    private void loseTheLease() throws Exception {
        QueueConsumer other = consumer(QUEUE, null);
        node.send(QUEUE, "in hand");
        goDownWith(require(other.receive(LONG)));
    }

    /** What is published before the node has noticed everything may be missed. */
    private String sendUntilReceived(DestinationName destination, QueueConsumer consumer) throws Exception {
        Claim claim;
        do {
            try {
                node.send(destination, "x");
            } catch (StoreConflictException e) {
                // The lease was lost with it.
                assertThat(e).hasMessageContaining("lost");
            }
            claim = consumer.receive(TimeUnit.MILLISECONDS.toNanos(100));
        } while (claim == null);
        node.engine().transactions().acknowledge(node.engine().assignLane(), List.of(claim));
        return EngineFixture.text(claim.envelope());
    }

    QueueConsumer subscriber(String name, boolean shared) throws Exception {
        return subscriber(TOPIC, name, shared);
    }

    private QueueConsumer subscriber(DestinationName topic, String name, boolean shared) throws Exception {
        return activated(node.engine()
                .subscriptions()
                .consume(
                        new SubscriptionRequest(topic, EngineFixture.ORIGIN, "", name, false, shared, "", false),
                        Access.OF_ENGINE,
                        new SubscriptionLoss()));
    }

    /** Senders, receivers, a consumer that comes and goes, rollbacks: nothing lost, nothing doubled, order per sender. */
    @RepeatedTest(12)
    void orderPerSenderSurvivesContentionWithOneConsumer(RepetitionInfo round) throws Exception {
        stir(round.getCurrentRepetition());
        int senders = 4;
        int each = 200;
        ExecutorService pool = Executors.newCachedThreadPool();
        List<Future<?>> sending = new ArrayList<>();
        for (int s = 0; s < senders; s++) {
            int sender = s;
            sending.add(pool.submit(() -> {
                for (int i = 0; i < each; i++) {
                    node.send(QUEUE, sender + ":" + i);
                }
                return null;
            }));
        }
        Map<String, Integer> last = new HashMap<>();
        int received = 0;
        int opened = 0;
        while (received < senders * each) {
            QueueConsumer consumer = consumer(QUEUE, null);
            opened++;
            for (int i = 0; i < 41 && received < senders * each; i++) {
                Claim claim = require(consumer.receive(LONG));
                if (i % 7 == 5 && !claim.redelivered()) {
                    node.engine().transactions().reject(List.of(claim), null);
                    continue;
                }
                String[] parts = EngineFixture.text(claim.envelope()).split(":", -1);
                int number = Integer.parseInt(parts[1]);
                assertThat(number).as("order of sender " + parts[0]).isEqualTo(last.getOrDefault(parts[0], -1) + 1);
                last.put(parts[0], number);
                node.engine().transactions().acknowledge(node.engine().assignLane(), List.of(claim));
                received++;
            }
            consumer.close();
        }
        for (Future<?> future : sending) {
            future.get(20, TimeUnit.SECONDS);
        }
        pool.shutdown();
        assertThat(opened).isGreaterThan(5);
        assertThat(rowCount()).isZero();
    }

    @RepeatedTest(6)
    void manyConsumersShareTheWorkWithoutLossOrDoubling(RepetitionInfo round) throws Exception {
        stir(round.getCurrentRepetition());
        int total = 1_000;
        ConcurrentLinkedQueue<String> received = new ConcurrentLinkedQueue<>();
        AtomicInteger left = new AtomicInteger(total);
        CountDownLatch done = new CountDownLatch(4);
        for (int c = 0; c < 4; c++) {
            Thread thread = new Thread(() -> {
                try (QueueConsumer consumer = consumer(QUEUE, null)) {
                    while (left.get() > 0) {
                        Claim claim = consumer.receive(TimeUnit.MILLISECONDS.toNanos(50));
                        if (claim != null) {
                            node.engine()
                                    .transactions()
                                    .acknowledge(node.engine().assignLane(), List.of(claim));
                            received.add(EngineFixture.text(claim.envelope()));
                            left.decrementAndGet();
                        }
                    }
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                } finally {
                    done.countDown();
                }
            });
            thread.start();
        }
        for (int i = 0; i < total; i++) {
            node.send(QUEUE, "m" + i);
        }
        assertThat(done.await(40, TimeUnit.SECONDS)).isTrue();
        assertThat(received).hasSize(total).doesNotHaveDuplicates();
        assertThat(rowCount()).isZero();
    }

    @Test
    void aDelayedDeliveryComesWhenItIsDue() throws Exception {
        QueueConsumer consumer = consumer(QUEUE, null);
        Work work = new Work();
        long due = node.engine().nowMillis() + 300;
        work.send(node.message(QUEUE, "late", 4).toBuilder().deliverAt(due).build(), EngineFixture.ORIGIN);
        node.engine().transactions().commit(node.engine().assignLane(), work);

        Claim early = consumer.receiveNoWait();
        Claim claim = early != null
                ? early
                : require(consumer.receive(Duration.ofSeconds(10).toNanos()));
        assertThat(node.engine().nowMillis()).isGreaterThanOrEqualTo(due);
        assertThat(EngineFixture.text(claim.envelope())).isEqualTo("late");
    }

    private LocalQueue subscribe(String name, boolean durable) throws Exception {
        return node.engine()
                .subscriptions()
                .subscribe(
                        new SubscriptionRequest(TOPIC, EngineFixture.ORIGIN, "client", name, durable, false, "", false),
                        Access.OF_ENGINE);
    }

    private QueueConsumer consumer(DestinationName queue, @Nullable Selector selector) throws Exception {
        return activated(node.engine().destinations().queue(queue).consume(selector, () -> {}));
    }

    private static QueueConsumer activated(QueueConsumer consumer) {
        consumer.activate();
        return consumer;
    }

    /** The texts m0, m1 and so on, with their number as the property n. */
    private void sendNumbered(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            Work work = new Work();
            work.send(
                    node.message(QUEUE, "m" + i, 4).toBuilder()
                            .properties(Map.of("n", i))
                            .build(),
                    EngineFixture.ORIGIN);
            node.engine().transactions().commit(node.engine().assignLane(), work);
        }
    }

    private List<String> drain(QueueConsumer consumer, int count) throws Exception {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Claim claim = require(consumer.receive(LONG));
            texts.add(EngineFixture.text(claim.envelope()));
            node.engine().transactions().acknowledge(node.engine().assignLane(), List.of(claim));
        }
        return texts;
    }

    private static <T> T require(@Nullable T value) {
        return Objects.requireNonNull(value, "nothing came");
    }
}
