// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import io.oncemq.store.Batch;
import io.oncemq.store.Batch.Body;
import io.oncemq.store.Batch.Commit;
import io.oncemq.store.Batch.Content;
import io.oncemq.store.Batch.NewDelivery;
import io.oncemq.store.Batch.Prepare;
import io.oncemq.store.Batch.Release;
import io.oncemq.store.BranchXid;
import io.oncemq.store.HeldDelivery;
import io.oncemq.store.Holder;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoredDelivery;
import io.oncemq.store.jdbc.Durability;
import io.oncemq.store.jdbc.JdbcMessageStore;
import io.oncemq.store.jdbc.StoreSettings;
import io.oncemq.testkit.CountingDataSource;
import io.oncemq.testkit.TestDatabases;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each step costs in statements. A change here is a change of the price of a message: it must be meant. */
class StatementCountIT {
    @ParameterizedTest
    @EnumSource
    void sendCostsTheFenceAnInsertAndTheCommitOrAllInOne(TestDatabases database) throws Exception {
        try (Counted counted = new Counted(database)) {
            counted.node.sendReady(counted.queue);
            counted.source.reset();

            counted.node.sendReady(counted.queue);

            assertThat(counted.verbs()).isEqualTo(whole(database, Map.of("UPDATE", 1, "INSERT", 1)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void acknowledgementCostsTheFenceADeleteAndTheCommitOrAllInOne(TestDatabases database) throws Exception {
        try (Counted counted = new Counted(database)) {
            counted.node.send(counted.queue, counted.node.lease.id());
            StoredDelivery held = counted.node.held(counted.queue).get(0);
            counted.source.reset();

            counted.node.acknowledge(held);

            assertThat(counted.verbs()).isEqualTo(whole(database, Map.of("UPDATE", 1, "DELETE", 1)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void groupOfSendsAndAcknowledgementsIsWrittenTogether(TestDatabases database) throws Exception {
        try (Counted counted = new Counted(database)) {
            List<StoredDelivery> held = counted.hold(100);
            Batch[] group = new Batch[100];
            for (int i = 0; i < group.length; i++) {
                Envelope envelope = Fixture.message(Fixture.nextId()).build();
                group[i] = new Batch();
                group[i].sends().add(new NewDelivery(envelope.id(), counted.queue, Holder.READY, envelope, 0));
                group[i].acknowledgements().add(new HeldDelivery(held.get(i).id(), 0));
            }
            counted.source.reset();

            counted.node.write(group);

            // H2 looks through an array for each row: one for every 32 of the 100.
            int deletes = database == TestDatabases.H2 ? 4 : 1;
            assertThat(counted.verbs()).isEqualTo(whole(database, Map.of("UPDATE", 1, "INSERT", 1, "DELETE", deletes)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void readySendsWithBodiesBesideCostOneInsertMore(TestDatabases database) throws Exception {
        try (Counted counted = new Counted(database)) {
            Batch batch = new Batch();
            for (int i = 0; i < 100; i++) {
                Envelope envelope = Fixture.message(Fixture.nextId()).build();
                batch.bodies().add(new Body(envelope.id(), envelope, 1));
                batch.sends().add(new NewDelivery(envelope.id(), counted.queue, Holder.READY, envelope, envelope.id()));
            }
            counted.source.reset();

            counted.node.write(batch);

            assertThat(counted.verbs()).isEqualTo(whole(database, Map.of("UPDATE", 1, "INSERT", 2)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void releasesCostOneUpdate(TestDatabases database) throws Exception {
        try (Counted counted = new Counted(database)) {
            Batch batch = new Batch();
            for (StoredDelivery held : counted.hold(100)) {
                batch.releases().add(new Release(held.id(), counted.queue, Holder.READY, 1, 0));
            }
            counted.source.reset();

            counted.node.write(batch);

            assertThat(counted.verbs()).isEqualTo(committed(database, Map.of("UPDATE", 2)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void preparedAndCommittedBranchesCostAStatementEachWhereThatCanBe(TestDatabases database) throws Exception {
        try (Counted counted = new Counted(database)) {
            List<HeldDelivery> received = counted.hold(2).stream()
                    .map(held -> new HeldDelivery(held.id(), 0))
                    .toList();
            Envelope envelope = Fixture.message(Fixture.nextId()).build();
            Batch prepare = new Batch();
            long branch = counted.store.branches().nextId();
            prepare.sends().add(new NewDelivery(envelope.id(), counted.queue, Holder.unseenSend(branch), envelope, 0));
            prepare.branch(new Prepare(branch, new BranchXid(1, new byte[] {1}, new byte[0]), received, "node"));
            Batch commit = new Batch();
            commit.branch(new Commit(branch, List.of(), new Content(received, List.of(envelope.id()))));
            counted.source.reset();

            counted.node.write(prepare);

            assertThat(counted.verbs()).isEqualTo(whole(database, Map.of("UPDATE", 2, "INSERT", 2)));
            counted.source.reset();

            counted.node.write(commit);

            assertThat(counted.verbs())
                    .isEqualTo(whole(database, Map.of("UPDATE", 2, "DELETE", 2, "SELECT", 2, "INSERT", 1)));
        }
    }

    /** What is left of a queue goes without a sync: a crash at worst brings it back. */
    @ParameterizedTest
    @EnumSource
    void removalOfAnEmptyQueueCostsOneSyncedCommit(TestDatabases database) throws Exception {
        try (Counted counted = new Counted(database)) {
            counted.source.reset();

            counted.store.destinations().delete(counted.queue);

            assertThat(counted.verbs())
                    .isEqualTo(
                            switch (database) {
                                case H2 -> Map.of("SELECT", 4, "DELETE", 2, "COMMIT", 2, "CHECKPOINT", 1);
                                case POSTGRESQL -> Map.of("SELECT", 4, "DELETE", 2, "COMMIT", 2, "SET", 1);
                            });
        }
    }

    /** Nobody who shares a body with it waits for more than a page of 500. */
    @ParameterizedTest
    @EnumSource
    void removalOfALongQueueCommitsEachPage(TestDatabases database) throws Exception {
        try (Counted counted = new Counted(database)) {
            Batch batch = new Batch();
            for (int i = 0; i < 1201; i++) {
                Envelope envelope = Fixture.message(Fixture.nextId()).build();
                batch.bodies().add(new Body(envelope.id(), envelope, 2));
                batch.sends()
                        .add(new NewDelivery(envelope.id() + 1, counted.queue, Holder.READY, envelope, envelope.id()));
                Fixture.nextId();
            }
            counted.node.write(batch);
            counted.source.reset();

            counted.store.destinations().delete(counted.queue);

            assertThat(counted.verbs()).containsEntry("COMMIT", 4);
            assertThat(counted.store.deliveries().count(counted.queue)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void numberOfABranchIsMostlyKnown(TestDatabases database) throws Exception {
        try (Counted counted = new Counted(database)) {
            long first = counted.store.branches().nextId();
            counted.source.reset();

            assertThat(counted.store.branches().nextId()).isGreaterThan(first);

            assertThat(counted.verbs()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void claimCostsTheFenceAndOneStatementOrTwo(TestDatabases database) throws Exception {
        try (Counted counted = new Counted(database)) {
            for (int i = 0; i < 20; i++) {
                counted.node.sendReady(counted.queue);
            }
            // The first claim learns where the queue begins.
            assertThat(counted.node.claim(counted.queue, 1)).hasSize(1);
            counted.source.reset();

            assertThat(counted.node.claim(counted.queue, 100)).hasSize(19);

            assertThat(counted.verbs())
                    .isEqualTo(
                            switch (database) {
                                case H2 -> Map.of("UPDATE", 1, "SELECT", 2, "COMMIT", 1);
                                case POSTGRESQL -> Map.of("UPDATE", 1, "WITH", 1, "SET", 1, "COMMIT", 1);
                            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void commitThatNeedNotOutlastAPowerCutIsNotSynced(TestDatabases database) throws Exception {
        try (Counted counted = new Counted(database, Durability.PROCESS)) {
            counted.node.sendReady(counted.queue);
            counted.source.reset();

            counted.node.sendReady(counted.queue);

            assertThat(counted.verbs())
                    .isEqualTo(
                            switch (database) {
                                case H2 -> Map.of("UPDATE", 1, "INSERT", 1, "COMMIT", 1);
                                case POSTGRESQL -> Map.of("WITH", 1);
                            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void idleDutiesSyncNothing(TestDatabases database) throws Exception {
        try (Counted counted = new Counted(database)) {
            counted.source.reset();

            counted.store.leases().renew(counted.node.lease.id(), Fixture.TERM);
            counted.store.deliveries().promoteDue(100);
            counted.store.deliveries().removeExpired(100);
            counted.store.subscriptions().seen(counted.node.lease.id(), 1);

            assertThat(counted.verbs()).doesNotContainKey("CHECKPOINT").containsEntry("COMMIT", 4);
        }
    }

    /** Plain sends and acknowledgements: one statement with fence and commit where the database can. */
    private static Map<String, Integer> whole(TestDatabases database, Map<String, Integer> statements) {
        return database == TestDatabases.POSTGRESQL ? Map.of("WITH", 1) : committed(database, statements);
    }

    /** With the commit of a batch, which H2 must be told to sync. */
    private static Map<String, Integer> committed(TestDatabases database, Map<String, Integer> statements) {
        Map<String, Integer> all = new TreeMap<>(statements);
        all.put("COMMIT", 1);
        if (database == TestDatabases.H2) {
            all.put("CHECKPOINT", 1);
        }
        return all;
    }

    /** A store whose statements are counted, a node on it and a queue. */
    private static final class Counted implements AutoCloseable {
        final CountingDataSource source;
        final JdbcMessageStore store;
        final Fixture node;
        final long queue;

        Counted(TestDatabases database) throws StoreException {
            this(database, Durability.POWER);
        }

        Counted(TestDatabases database, Durability durability) throws StoreException {
            source = new CountingDataSource(database.dataSourceAt(database.newUrl()));
            store = JdbcMessageStore.open(
                    StoreSettings.dataSource(source.dataSource()).withDurability(durability));
            node = new Fixture(store);
            queue = store.destinations().create(DestinationName.queue("q"), 0).id();
            // Connects the lane.
            node.held(queue);
        }

        List<StoredDelivery> hold(int count) throws StoreException {
            Batch batch = new Batch();
            for (int i = 0; i < count; i++) {
                Envelope envelope = Fixture.message(Fixture.nextId()).build();
                batch.sends().add(new NewDelivery(envelope.id(), queue, node.lease.id(), envelope, 0));
            }
            node.write(batch);
            return node.held(queue);
        }

        Map<String, Integer> verbs() {
            return source.verbs();
        }

        @Override
        public void close() {
            node.close();
            store.close();
        }
    }
}
