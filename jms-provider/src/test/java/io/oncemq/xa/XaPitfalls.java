// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.engine.delivery.Claim;
import io.oncemq.engine.delivery.LocalQueue;
import io.oncemq.engine.delivery.QueueConsumer;
import io.oncemq.engine.destination.SubscriptionLoss;
import io.oncemq.engine.destination.SubscriptionRequest;
import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.security.Access;
import io.oncemq.engine.transaction.EngineXaResource;
import io.oncemq.message.DestinationName;
import io.oncemq.store.BranchXid;
import io.oncemq.store.MessageStore;
import io.oncemq.testkit.EngineFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What messaging providers and drivers have got wrong about XA: a test each. The names in brackets are others' bugs. */
@Timeout(60)
abstract class XaPitfalls {
    private static final DestinationName QUEUE = DestinationName.queue("in");
    private static final DestinationName REPLIES = DestinationName.queue("out");
    private static final long LONG = TimeUnit.SECONDS.toNanos(20);
    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(300);

    private EngineFixture node;
    private EngineFixture other;
    private byte number;

    /** The same store for each call in one test. */
    abstract MessageStore openStore() throws Exception;

    @BeforeEach
    void open() throws Exception {
        node = EngineFixture.open(openStore(), EngineFixture.settings("one", 10, Duration.ZERO));
        other = EngineFixture.open(openStore(), EngineFixture.settings("two", 10, Duration.ZERO));
    }

    @AfterEach
    void close() {
        node.close();
        other.close();
    }

    /** An xid of a class that knows neither equals nor hashCode, as big as xids get (H2 compares objects). */
    private static final class ForeignXid implements Xid {
        private final byte fill;

        ForeignXid(byte fill) {
            this.fill = fill;
        }

        @Override
        public int getFormatId() {
            return 0x1234_5678;
        }

        @Override
        public byte[] getGlobalTransactionId() {
            return filled(Xid.MAXGTRIDSIZE);
        }

        @Override
        public byte[] getBranchQualifier() {
            return filled(Xid.MAXBQUALSIZE);
        }

        private byte[] filled(int size) {
            byte[] bytes = new byte[size];
            Arrays.fill(bytes, fill);
            return bytes;
        }
    }

    private BranchXid newXid() {
        number++;
        return new BranchXid(5, new byte[] {1, number}, new byte[] {number});
    }

    private void start(EngineXaResource resource, Xid xid, String... texts) throws Exception {
        resource.start(xid, XAResource.TMNOFLAGS);
        send(resource, texts);
    }

    private void send(EngineXaResource resource, String... texts) throws Exception {
        for (String text : texts) {
            Objects.requireNonNull(resource.currentWork()).send(node.message(REPLIES, text, 4), EngineFixture.ORIGIN);
        }
    }

    private Claim receive(EngineXaResource resource, QueueConsumer consumer) throws Exception {
        Claim claim = Objects.requireNonNull(consumer.receive(LONG), "nothing came");
        Objects.requireNonNull(resource.currentWork()).received(claim);
        return claim;
    }

    private EngineXaResource prepared(Xid xid, String... texts) throws Exception {
        EngineXaResource resource = node.engine().newXaResource();
        start(resource, xid, texts);
        resource.end(xid, XAResource.TMSUCCESS);
        assertThat(resource.prepare(xid)).isEqualTo(XAResource.XA_OK);
        return resource;
    }

    private QueueConsumer consumer(DestinationName queue) throws Exception {
        QueueConsumer consumer = node.engine().destinations().queue(queue).consume(null, () -> {});
        consumer.activate();
        return consumer;
    }

    /** Everything that is there, in order: at least one message, however long that takes to come. */
    private List<String> arrivedIn(DestinationName queue) throws Exception {
        return drain(queue, LONG);
    }

    /** Everything in a queue that should be empty. */
    private List<String> leftIn(DestinationName queue) throws Exception {
        return drain(queue, SHORT);
    }

    private List<String> drain(DestinationName queue, long patienceNanos) throws Exception {
        List<String> texts = new ArrayList<>();
        try (QueueConsumer consumer = consumer(queue)) {
            Claim claim = consumer.receive(patienceNanos);
            while (claim != null) {
                texts.add(EngineFixture.text(claim.envelope()));
                node.engine().transactions().acknowledge(node.engine().assignLane(), List.of(claim));
                claim = consumer.receive(SHORT);
            }
        }
        return texts;
    }

    // 1. Branches belong to the store, by value

    @Test
    void anXidIsItsValueWhateverItsClassAndUpToItsFullSize() throws Exception {
        EngineXaResource resource = node.engine().newXaResource();
        start(resource, new ForeignXid((byte) 7), "big");
        resource.end(new ForeignXid((byte) 7), XAResource.TMSUCCESS);
        resource.prepare(new ForeignXid((byte) 7));

        Xid[] found = other.engine().newXaResource().recover(XAResource.TMSTARTRSCAN);
        assertThat(found).containsExactly(BranchXid.of(new ForeignXid((byte) 7)));
        assertThat(found[0].getGlobalTransactionId()).hasSize(64);

        other.engine().newXaResource().commit(new ForeignXid((byte) 7), false);
        assertThat(arrivedIn(REPLIES)).containsExactly("big");
    }

    @Test
    void anXidThatIsNoneIsRefused() {
        EngineXaResource resource = node.engine().newXaResource();
        byte[] tooLong = new byte[65];

        assertThat(XaCode.of(() -> resource.start(new BranchXid(-1, new byte[] {1}, new byte[0]), 0)))
                .isEqualTo("INVAL");
        assertThat(XaCode.of(() -> resource.start(new BranchXid(1, tooLong, new byte[0]), 0)))
                .isEqualTo("INVAL");
        assertThat(XaCode.of(() -> resource.start(new BranchXid(1, new byte[] {1}, tooLong), 0)))
                .isEqualTo("INVAL");
        assertThat(XaCode.of(() -> resource.commit(new BranchXid(1, new byte[0], new byte[0]), false)))
                .isEqualTo("INVAL");
    }

    // 4. Unknown branches

    @Test
    void rollbackOfAnUnknownBranchTouchesNothingElse() throws Exception {
        // [ARTEMIS-5806: it rolled back what the session was working on]
        EngineXaResource resource = node.engine().newXaResource();
        BranchXid current = newXid();
        start(resource, current, "mine");

        assertThat(XaCode.of(() -> resource.rollback(newXid()))).isEqualTo("NOTA");
        assertThat(XaCode.of(() -> resource.commit(newXid(), false))).isEqualTo("NOTA");

        resource.end(current, XAResource.TMSUCCESS);
        resource.commit(current, true);
        assertThat(arrivedIn(REPLIES)).containsExactly("mine");
    }

    @Test
    void afterAFailedPrepareTheBranchIsGone() throws Exception {
        // [pgjdbc #3123, #3153]
        EngineXaResource resource = node.engine().newXaResource();
        BranchXid xid = newXid();
        start(resource, xid, "never");
        resource.end(xid, XAResource.TMFAIL);

        assertThat(XaCode.ofVote(() -> resource.prepare(xid))).isEqualTo("RBROLLBACK");
        assertThat(XaCode.of(() -> resource.rollback(xid))).isEqualTo("NOTA");
        assertThat(leftIn(REPLIES)).isEmpty();
    }

    @Test
    void anXidThatAnotherNodePreparedCannotBePreparedAgain() throws Exception {
        BranchXid xid = newXid();
        prepared(xid, "first");
        EngineXaResource resource = other.engine().newXaResource();
        start(resource, xid, "second");
        resource.end(xid, XAResource.TMSUCCESS);

        assertThat(XaCode.ofVote(() -> resource.prepare(xid))).isEqualTo("RBPROTO");

        resource.commit(xid, false);
        assertThat(arrivedIn(REPLIES)).containsExactly("first");
    }

    // 5. Suspended, resumed, joined; threads

    @Test
    void aBranchThatAnotherSessionWorksOnCanBeResumed() throws Exception {
        // [ARTEMIS-3810]
        EngineXaResource one = node.engine().newXaResource();
        EngineXaResource two = node.engine().newXaResource();
        BranchXid xid = newXid();
        start(one, xid, "a");
        one.end(xid, XAResource.TMSUSPEND);
        two.start(xid, XAResource.TMJOIN);
        send(two, "b");

        one.start(xid, XAResource.TMRESUME);
        send(one, "c");
        one.end(xid, XAResource.TMSUCCESS);
        two.end(xid, XAResource.TMSUCCESS);
        two.commit(xid, true);

        assertThat(arrivedIn(REPLIES)).containsExactly("a", "b", "c");
    }

    @Test
    void aSessionMaySuspendSeveralBranches() throws Exception {
        EngineXaResource resource = node.engine().newXaResource();
        BranchXid[] xids = {newXid(), newXid(), newXid()};
        for (BranchXid xid : xids) {
            start(resource, xid, "a" + xid.branchQualifier()[0]);
            resource.end(xid, XAResource.TMSUSPEND);
        }
        for (int i = 2; i >= 0; i--) {
            resource.start(xids[i], XAResource.TMRESUME);
            send(resource, "b" + xids[i].branchQualifier()[0]);
            resource.end(xids[i], XAResource.TMSUCCESS);
        }
        resource.commit(xids[0], true);
        resource.rollback(xids[1]);
        resource.prepare(xids[2]);
        resource.commit(xids[2], false);

        assertThat(arrivedIn(REPLIES)).containsExactlyInAnyOrder("a1", "b1", "a3", "b3");
    }

    @Test
    void aBranchIsEndedByOneThreadAndCommittedByAnother() throws Exception {
        EngineXaResource resource = node.engine().newXaResource();
        BranchXid xid = newXid();
        start(resource, xid, "from one thread");
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            assertThat(pool.submit(() -> {
                                resource.end(xid, XAResource.TMSUCCESS);
                                return resource.prepare(xid);
                            })
                            .get())
                    .isEqualTo(XAResource.XA_OK);
        } finally {
            pool.shutdown();
        }
        resource.commit(xid, false);

        assertThat(arrivedIn(REPLIES)).containsExactly("from one thread");
    }

    @Test
    void twoBranchesOfOneTransactionOnOneQueueDoNotWaitForEachOther() throws Exception {
        // WildFly and Liberty make them: one for what a bean consumed, one for what it sent.
        node.send(QUEUE, "one", "two");
        QueueConsumer consumer = consumer(QUEUE);
        EngineXaResource first = node.engine().newXaResource();
        EngineXaResource second = node.engine().newXaResource();
        BranchXid a = new BranchXid(9, new byte[] {9}, new byte[] {1});
        BranchXid b = new BranchXid(9, new byte[] {9}, new byte[] {2});
        first.start(a, XAResource.TMNOFLAGS);
        second.start(b, XAResource.TMNOFLAGS);
        receive(first, consumer);
        receive(second, consumer);
        Objects.requireNonNull(second.currentWork()).send(node.message(QUEUE, "three", 4), EngineFixture.ORIGIN);
        first.end(a, XAResource.TMSUCCESS);
        second.end(b, XAResource.TMSUCCESS);

        long begin = System.nanoTime();
        assertThat(first.prepare(a)).isEqualTo(XAResource.XA_OK);
        assertThat(second.prepare(b)).isEqualTo(XAResource.XA_OK);
        second.commit(b, false);
        first.commit(a, false);

        // One that waits for the other waits until the store's time-out, 20 seconds.
        assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(15));
        consumer.close();
        assertThat(arrivedIn(QUEUE)).containsExactly("three");
    }

    // 6. isSameRM

    @Test
    void sessionsOfOneNodeShareABranchAndNodesDoNot() throws Exception {
        EngineXaResource one = node.engine().newXaResource();
        EngineXaResource two = node.engine().newXaResource();
        assertThat(one.isSameRM(two)).isTrue();
        assertThat(one.isSameRM(other.engine().newXaResource())).isFalse();

        BranchXid xid = newXid();
        start(one, xid, "a");
        two.start(xid, XAResource.TMJOIN);
        send(two, "b");
        one.end(xid, XAResource.TMSUCCESS);
        assertThat(XaCode.ofVote(() -> one.prepare(xid))).isEqualTo("PROTO");
        two.end(xid, XAResource.TMSUCCESS);
        one.commit(xid, true);

        assertThat(arrivedIn(REPLIES)).containsExactly("a", "b");
    }

    // 7. TMFAIL

    @Test
    void endWithFailureDoesNotThrowAndLeavesOnlyRollback() throws Exception {
        node.send(QUEUE, "again");
        QueueConsumer consumer = consumer(QUEUE);
        EngineXaResource resource = node.engine().newXaResource();
        BranchXid xid = newXid();
        start(resource, xid, "never");
        receive(resource, consumer);

        resource.end(xid, XAResource.TMFAIL);
        resource.rollback(xid);

        Claim again = Objects.requireNonNull(consumer.receive(LONG));
        assertThat(again.deliveryCount()).isEqualTo(2);
        assertThat(leftIn(REPLIES)).isEmpty();
    }

    @Test
    void aBranchWithoutWorkVotesReadOnly() throws Exception {
        EngineXaResource resource = node.engine().newXaResource();
        BranchXid xid = newXid();
        QueueConsumer consumer = consumer(QUEUE);
        resource.start(xid, XAResource.TMNOFLAGS);
        assertThat(consumer.receiveNoWait()).isNull();
        resource.end(xid, XAResource.TMSUCCESS);

        assertThat(resource.prepare(xid)).isEqualTo(XAResource.XA_RDONLY);
        assertThat(resource.recover(XAResource.TMSTARTRSCAN)).isEmpty();
    }

    // 8. recover, prepared branches

    @Test
    void aPreparedBranchSurvivesTheDeathOfItsNode() throws Exception {
        node.send(QUEUE, "in");
        QueueConsumer consumer = consumer(QUEUE);
        EngineXaResource resource = node.engine().newXaResource();
        BranchXid xid = newXid();
        start(resource, xid, "out");
        long lease = receive(resource, consumer).lease().id();
        resource.end(xid, XAResource.TMSUCCESS);
        resource.prepare(xid);

        other.engine().store().leases().rescue(lease);

        assertThat(leftIn(QUEUE)).isEmpty();
        EngineXaResource recovery = other.engine().newXaResource();
        assertThat(recovery.recover(XAResource.TMSTARTRSCAN)).containsExactly(xid);
        assertThat(recovery.recover(XAResource.TMSTARTRSCAN)).containsExactly(xid);
        recovery.commit(xid, false);
        assertThat(leftIn(QUEUE)).isEmpty();
        assertThat(arrivedIn(REPLIES)).containsExactly("out");
    }

    @Test
    void aBranchCommitsThoughASubscriptionItWasToServeIsGone() throws Exception {
        // Nodes that share a process do not tell each other of subscriptions, as an H2 store has one node only.
        other.close();
        DestinationName topic = DestinationName.topic("events");
        var subscriptions = node.engine().subscriptions();
        LocalQueue audit = subscriptions.subscribe(
                new SubscriptionRequest(topic, EngineFixture.ORIGIN, "client", "audit", true, false, "", false),
                Access.OF_ENGINE);
        QueueConsumer waiting = subscriptions.consume(
                new SubscriptionRequest(topic, EngineFixture.ORIGIN, "client", "", false, false, "", false),
                Access.OF_ENGINE,
                new SubscriptionLoss());
        waiting.activate();
        assertThat(waiting.receiveNoWait()).isNull();
        EngineXaResource resource = node.engine().newXaResource();
        BranchXid xid = newXid();
        resource.start(xid, XAResource.TMNOFLAGS);
        Objects.requireNonNull(resource.currentWork()).send(node.message(topic, "event", 4), EngineFixture.ORIGIN);
        resource.end(xid, XAResource.TMSUCCESS);
        resource.prepare(xid);

        waiting.close();
        subscriptions.release(waiting.queue());

        assertThat(XaCode.of(() -> resource.commit(xid, false))).isEqualTo("OK");
        try (QueueConsumer consumer = audit.consume(null, () -> {})) {
            consumer.activate();
            assertThat(EngineFixture.text(
                            Objects.requireNonNull(consumer.receive(LONG)).envelope()))
                    .isEqualTo("event");
        }
    }

    @Test
    void aNodeThatWasDeclaredDeadCannotPrepareWhatItReceived() throws Exception {
        node.send(QUEUE, "in");
        QueueConsumer consumer = consumer(QUEUE);
        EngineXaResource resource = node.engine().newXaResource();
        BranchXid xid = newXid();
        start(resource, xid, "never");
        long lease = receive(resource, consumer).lease().id();
        resource.end(xid, XAResource.TMSUCCESS);
        other.engine().store().leases().rescue(lease);

        assertThat(XaCode.ofVote(() -> resource.prepare(xid))).isEqualTo("RBROLLBACK");

        consumer.close();
        assertThat(arrivedIn(QUEUE)).containsExactly("in");
        assertThat(leftIn(REPLIES)).isEmpty();
    }

    @Test
    void whatAnotherNodeEndedIsForgottenHere() throws Exception {
        // Without its duties: one of them forgets it, too.
        node.close();
        node = EngineFixture.open(
                openStore(),
                EngineFixture.settings("one", 10, Duration.ZERO),
                new EngineListener() {},
                purpose -> !purpose.equals("duties"));
        BranchXid xid = newXid();
        EngineXaResource resource = prepared(xid, "out");
        other.engine().newXaResource().rollback(xid);

        assertThat(node.engine().branches().forgetEnded()).isEqualTo(1);

        assertThat(node.engine().branches().forgetEnded()).isZero();
        assertThat(XaCode.of(() -> resource.commit(xid, false))).isEqualTo("NOTA");
        start(resource, xid, "the xid is free again");
        resource.end(xid, XAResource.TMSUCCESS);
        resource.rollback(xid);
    }

    @Test
    void aThousandPreparedBranchesAreFoundAndEndedInTime() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            BranchXid xid = new BranchXid(6, new byte[] {(byte) (i >> 8), (byte) i}, new byte[] {1});
            prepared(xid, "m" + i);
        }
        Xid[] found = {};
        long best = Long.MAX_VALUE;
        // One pause of the machine is not the store's.
        for (int i = 0; i < 3; i++) {
            long begin = System.nanoTime();
            found = other.engine().newXaResource().recover(XAResource.TMSTARTRSCAN);
            best = Math.min(best, System.nanoTime() - begin);
            assertThat(found).hasSize(1_000);
        }

        assertThat(best).isLessThan(TimeUnit.SECONDS.toNanos(2));
        for (Xid xid : found) {
            other.engine().newXaResource().rollback(xid);
        }
        assertThat(other.engine().newXaResource().recover(XAResource.TMSTARTRSCAN))
                .isEmpty();
    }

    // 10. forget

    @Test
    void nothingIsForgottenThatWasNotHeuristic() throws Exception {
        BranchXid xid = newXid();
        EngineXaResource resource = prepared(xid, "kept");

        assertThat(XaCode.of(() -> resource.forget(xid))).isEqualTo("PROTO");
        assertThat(XaCode.of(() -> resource.forget(newXid()))).isEqualTo("NOTA");

        resource.commit(xid, false);
        assertThat(arrivedIn(REPLIES)).containsExactly("kept");
    }

    // 11. Twice

    @RepeatedTest(10)
    void commitAndRecoveryCommitOfOneBranchHappenOnce() throws Exception {
        node.send(QUEUE, "in");
        QueueConsumer consumer = consumer(QUEUE);
        EngineXaResource resource = node.engine().newXaResource();
        BranchXid xid = newXid();
        start(resource, xid, "out");
        receive(resource, consumer);
        resource.end(xid, XAResource.TMSUCCESS);
        resource.prepare(xid);
        EngineXaResource recovery = other.engine().newXaResource();
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            Future<String> mine = pool.submit(() -> XaCode.of(() -> resource.commit(xid, false)));
            Future<String> theirs = pool.submit(() -> XaCode.of(() -> recovery.commit(xid, false)));
            assertThat(List.of(mine.get(), theirs.get())).containsExactlyInAnyOrder("OK", "NOTA");
        } finally {
            pool.shutdown();
        }

        consumer.close();
        assertThat(leftIn(QUEUE)).isEmpty();
        assertThat(arrivedIn(REPLIES)).containsExactly("out");
    }

    @Test
    void whatTheAdministratorDecidedIsNotUndoneByTheTransactionManager() throws Exception {
        BranchXid xid = newXid();
        EngineXaResource resource = prepared(xid, "out");
        other.engine().newXaResource().rollback(xid);

        assertThat(XaCode.of(() -> resource.commit(xid, false))).isEqualTo("NOTA");
        assertThat(leftIn(REPLIES)).isEmpty();
    }
}
