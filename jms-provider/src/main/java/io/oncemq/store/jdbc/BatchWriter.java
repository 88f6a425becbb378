// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.Batch;
import io.oncemq.store.Batch.Body;
import io.oncemq.store.Batch.BranchChange;
import io.oncemq.store.Batch.Burial;
import io.oncemq.store.Batch.NewDelivery;
import io.oncemq.store.Batch.Release;
import io.oncemq.store.HeldDelivery;
import io.oncemq.store.Holder;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import io.oncemq.store.jdbc.DelayedTable.Delayed;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Writes a group of batches on any connection: each kind of change once for the whole group, each count checked. */
final class BatchWriter {
    private final BodyTable bodies;
    private final DeliveryTable deliveries;
    private final DelayedTable delayed;
    private final BranchSteps branches;

    BatchWriter(BodyTable bodies, DeliveryTable deliveries, DelayedTable delayed, BranchSteps branches) {
        this.bodies = bodies;
        this.deliveries = deliveries;
        this.delayed = delayed;
        this.branches = branches;
    }

    void write(Link link, long leaseId, List<Batch> group) throws SQLException, StoreException {
        List<Body> newBodies = merged(group, Batch::bodies);
        if (!newBodies.isEmpty()) {
            SizeLimits.check(newBodies);
            bodies.insert(link, newBodies);
        }
        List<NewDelivery> sends = merged(group, Batch::sends);
        if (!sends.isEmpty()) {
            send(link, sends);
        }
        List<HeldDelivery> acknowledgements = merged(group, Batch::acknowledgements);
        if (!acknowledgements.isEmpty()) {
            acknowledge(link, leaseId, acknowledgements);
        }
        List<Release> releases = merged(group, Batch::releases);
        if (!releases.isEmpty()) {
            release(link, leaseId, releases);
        }
        List<Burial> burials = merged(group, Batch::burials);
        if (!burials.isEmpty()) {
            SizeLimits.checkLetters(burials);
            expect(burials.size(), deliveries.bury(link, leaseId, burials), "buried", leaseId);
        }
        for (Batch batch : group) {
            BranchChange change = batch.branch();
            if (change != null) {
                branches.apply(link, leaseId, change);
            }
        }
    }

    private void send(Link link, List<NewDelivery> sends) throws SQLException, StoreException {
        SizeLimits.checkSends(sends);
        deliveries.insert(link, sends);
        List<Delayed> waiting = sends.stream()
                .filter(send -> send.holder() == Holder.DELAYED)
                .map(send -> new Delayed(send.envelope().deliverAt(), send.id(), send.queueId()))
                .toList();
        if (!waiting.isEmpty()) {
            delayed.insert(link, waiting);
        }
    }

    private void acknowledge(Link link, long leaseId, List<HeldDelivery> acknowledgements)
            throws SQLException, StoreConflictException {
        List<Long> ids = acknowledgements.stream().map(HeldDelivery::id).toList();
        expect(ids.size(), deliveries.delete(link, leaseId, ids), "acknowledged", leaseId);
        bodies.release(link, acknowledgements);
    }

    private void release(Link link, long leaseId, List<Release> releases) throws SQLException, StoreConflictException {
        expect(releases.size(), deliveries.release(link, leaseId, releases), "released", leaseId);
        List<Delayed> waiting = releases.stream()
                .filter(release -> release.holder() == Holder.DELAYED)
                .map(release -> new Delayed(release.deliverAt(), release.id(), release.queueId()))
                .toList();
        if (!waiting.isEmpty()) {
            delayed.insert(link, waiting);
        }
    }

    private static void expect(int wanted, int changed, String what, long leaseId) throws StoreConflictException {
        if (changed != wanted) {
            throw new StoreConflictException(
                    "of " + wanted + " deliveries to be " + what + " lease " + leaseId + " holds only " + changed,
                    null);
        }
    }

    /** The same part of all batches. */
    static <T> List<T> merged(List<Batch> group, Function<Batch, List<T>> part) {
        if (group.size() == 1) {
            return part.apply(group.get(0));
        }
        List<T> all = new ArrayList<>();
        for (Batch batch : group) {
            all.addAll(part.apply(batch));
        }
        return all;
    }
}
