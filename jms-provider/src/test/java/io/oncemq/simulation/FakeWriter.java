// SPDX-License-Identifier: Apache-2.0
package io.oncemq.simulation;

import io.oncemq.simulation.FakeDatabase.Row;
import io.oncemq.simulation.FakeDatabase.Transaction;
import io.oncemq.store.Batch;
import io.oncemq.store.BranchRecords.BranchRecord;
import io.oncemq.store.HeldDelivery;
import io.oncemq.store.Holder;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoredDelivery;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Applies batches by the rules of {@link io.oncemq.store.StoreTransaction#write}: each row in the state it is expected in. */
final class FakeWriter {
    private final FakeDatabase database;
    private final Transaction transaction;
    private final long lease;

    FakeWriter(FakeDatabase database, Transaction transaction, long lease) {
        this.database = database;
        this.transaction = transaction;
        this.lease = lease;
    }

    void write(List<Batch> group) throws StoreException {
        for (Batch batch : group) {
            for (Batch.Body body : batch.bodies()) {
                transaction.body(body.id(), body.references());
            }
            for (Batch.NewDelivery send : batch.sends()) {
                insert(send);
            }
        }
        for (Batch batch : group) {
            for (HeldDelivery acknowledged : batch.acknowledgements()) {
                acknowledge(acknowledged);
            }
        }
        for (Batch batch : group) {
            for (Batch.Release release : batch.releases()) {
                release(release);
            }
            for (Batch.Burial burial : batch.burials()) {
                bury(burial);
            }
        }
        for (Batch batch : group) {
            if (batch.branch() instanceof Batch.Prepare prepare) {
                prepare(prepare);
            } else if (batch.branch() instanceof Batch.Commit commit) {
                commit(commit);
            } else if (batch.branch() instanceof Batch.Rollback rollback) {
                rollBack(rollback);
            }
        }
    }

    private void insert(Batch.NewDelivery send) throws StoreException {
        transaction.lock(database.deliveries, send.id());
        if (transaction.get(database.deliveries, send.id()) != null) {
            throw new StoreConflictException("delivery " + send.id() + " exists", null);
        }
        StoredDelivery delivery = new StoredDelivery(send.id(), send.queueId(), 0, 0, send.bodyId(), send.envelope());
        transaction.put(
                database.deliveries,
                send.id(),
                new Row(delivery, send.holder(), send.envelope().deliverAt()));
        transaction.claimed(send.id(), send.holder());
    }

    private void acknowledge(HeldDelivery acknowledged) throws StoreException {
        Row row = require(acknowledged.id(), lease, database.plant.acknowledgesUnguarded());
        if (row != null) {
            remove(row, acknowledged.bodyId());
        }
    }

    private void remove(Row row, long bodyId) {
        if (row.delivery().bodyId() != bodyId) {
            database.scheduler.fail("wrong body: delivery " + row.delivery().id() + " has body "
                    + row.delivery().bodyId() + ", removed with " + bodyId);
        }
        transaction.put(database.deliveries, row.delivery().id(), null);
        if (bodyId != 0) {
            transaction.body(bodyId, -1);
        }
    }

    private void release(Batch.Release release) throws StoreException {
        Row row = require(release.id(), lease, database.plant.releasesUnguarded());
        if (row != null) {
            int rejected = release.deliveries() - row.delivery().deliveries();
            transaction.put(
                    database.deliveries,
                    release.id(),
                    new Row(row.counted(rejected, 0).delivery(), release.holder(), release.deliverAt()));
        }
    }

    private void bury(Batch.Burial burial) throws StoreException {
        StoredDelivery old = require(burial.id(), lease, false).delivery();
        transaction.put(
                database.deliveries,
                old.id(),
                new Row(
                        new StoredDelivery(old.id(), burial.toQueueId(), 0, 0, old.bodyId(), burial.letter()),
                        Holder.READY,
                        0));
    }

    private void prepare(Batch.Prepare prepare) throws StoreException {
        transaction.lock("xid", prepare.xid().toString());
        if (database.branches.rows.values().stream()
                .anyMatch(branch -> branch.xid().equals(prepare.xid()))) {
            throw new StoreConflictException("branch " + prepare.xid() + " exists", null);
        }
        transaction.lock(database.branches, prepare.branchId());
        transaction.put(
                database.branches,
                prepare.branchId(),
                new BranchRecord(prepare.branchId(), prepare.xid(), prepare.nodeName(), database.millis()));
        for (HeldDelivery doubtful : prepare.acknowledgements()) {
            Row row = require(doubtful.id(), lease, false);
            transaction.put(
                    database.deliveries, doubtful.id(), row.heldBy(Holder.doubtfulAcknowledgement(prepare.branchId())));
        }
    }

    private void commit(Batch.Commit commit) throws StoreException {
        end(commit.branchId());
        check(commit);
        for (Row row : heldBy(Holder.doubtfulAcknowledgement(commit.branchId()))) {
            transaction.lock(database.deliveries, row.delivery().id());
            remove(row, row.delivery().bodyId());
        }
        TreeSet<Long> claimed = new TreeSet<>(commit.claimedSends());
        for (Row row : heldBy(Holder.unseenSend(commit.branchId()))) {
            long id = row.delivery().id();
            if (claimed.remove(id)) {
                transaction.claimed(id, lease);
                change(row, each -> each.heldBy(lease));
            } else {
                boolean delayed = row.deliverAt() > database.millis();
                change(row, each -> each.heldBy(delayed ? Holder.DELAYED : Holder.READY));
            }
        }
        if (!claimed.isEmpty()) {
            throw new StoreConflictException("the branch has not sent " + claimed, null);
        }
    }

    /** A store that goes by what it is told leaves the rest where it is. */
    private void check(Batch.Commit commit) {
        if (commit.content() != null) {
            Set<Long> told = new HashSet<>(commit.content().sends());
            commit.content().acknowledgements().forEach(doubtful -> told.add(doubtful.id()));
            List<Row> held = new ArrayList<>(heldBy(Holder.doubtfulAcknowledgement(commit.branchId())));
            held.addAll(heldBy(Holder.unseenSend(commit.branchId())));
            Set<Long> holds = held.stream().map(row -> row.delivery().id()).collect(Collectors.toSet());
            if (!told.equals(holds)) {
                database.scheduler.fail("branch " + commit.branchId() + " holds " + holds + ", committed with " + told);
            }
        }
    }

    private void rollBack(Batch.Rollback rollback) throws StoreException {
        end(rollback.branchId());
        for (Row row : heldBy(Holder.unseenSend(rollback.branchId()))) {
            transaction.lock(database.deliveries, row.delivery().id());
            remove(row, row.delivery().bodyId());
        }
        for (Row row : heldBy(Holder.doubtfulAcknowledgement(rollback.branchId()))) {
            change(row, each -> each.heldBy(Holder.READY).counted(1, 0));
        }
    }

    private void end(long branch) throws StoreException {
        transaction.lock(database.branches, branch);
        if (transaction.get(database.branches, branch) == null) {
            throw new StoreConflictException("branch " + branch + " has ended before", null);
        }
        transaction.put(database.branches, branch, null);
    }

    private List<Row> heldBy(long holder) {
        return database.deliveries.rows.values().stream()
                .filter(row -> row.holder() == holder)
                .toList();
    }

    private void change(Row row, UnaryOperator<Row> change) throws StoreException {
        transaction.lock(database.deliveries, row.delivery().id());
        transaction.put(database.deliveries, row.delivery().id(), change.apply(row));
    }

    private Row require(long id, long holder, boolean unguarded) throws StoreException {
        transaction.lock(database.deliveries, id);
        Row row = transaction.get(database.deliveries, id);
        if (!unguarded && (row == null || row.holder() != holder)) {
            throw new StoreConflictException("delivery " + id + " is not held by " + holder + " but " + row, null);
        }
        return row;
    }
}
