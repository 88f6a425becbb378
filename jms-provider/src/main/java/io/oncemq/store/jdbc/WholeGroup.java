// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import static java.util.stream.Collectors.joining;

import io.oncemq.store.Batch;
import io.oncemq.store.Batch.Body;
import io.oncemq.store.Batch.NewDelivery;
import io.oncemq.store.HeldDelivery;
import io.oncemq.store.Holder;
import io.oncemq.store.StoreException;
import io.oncemq.store.jdbc.dialect.Dialect;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes a group of plain sends and acknowledgements with its fence in one statement that is a transaction of its own: one
 * round trip. The statement refuses itself, by a division by zero, where the fence or a row is not there. Safe for any
 * number of threads, each with a link of its own.
 */
final class WholeGroup {
    private final String heldByKey;
    private final Map<Shape, Sql> statements = new ConcurrentHashMap<>();

    WholeGroup(Dialect dialect) {
        heldByKey = dialect.heldByKey();
    }

    /** Whether a group is plain enough. */
    boolean takes(long batchNo, List<Batch> group) {
        return !LaneTable.isMove(batchNo) && group.stream().allMatch(WholeGroup::isPlain);
    }

    private static boolean isPlain(Batch batch) {
        return batch.branch() == null
                && batch.releases().isEmpty()
                && batch.burials().isEmpty()
                && batch.sends().stream().allMatch(send -> send.holder() != Holder.DELAYED)
                && batch.bodies().stream()
                        .allMatch(body -> body.references() == 1 && !ChunkTable.isChunked(body.envelope()))
                && batch.acknowledgements().stream().allMatch(gone -> gone.bodyId() == 0 || gone.bodyId() == gone.id());
    }

    /**
     * Writes and commits.
     *
     * @return false if nothing was written because a row was not as expected
     */
    boolean write(Link link, long leaseId, int lane, long batchNo, List<Batch> group)
            throws SQLException, StoreException {
        List<Body> bodies = BatchWriter.merged(group, Batch::bodies);
        List<NewDelivery> sends = BatchWriter.merged(group, Batch::sends);
        List<HeldDelivery> gone = BatchWriter.merged(group, Batch::acknowledgements);
        List<Long> unneeded = new ArrayList<>(0);
        for (HeldDelivery delivery : gone) {
            if (delivery.bodyId() != 0) {
                unneeded.add(delivery.bodyId());
            }
        }
        SizeLimits.check(bodies);
        SizeLimits.checkSends(sends);
        Shape shape = new Shape(
                Count.of(bodies), Count.of(sends), Count.of(gone), unneeded.isEmpty() ? Count.NONE : Count.MANY);
        link.eachAlone(true);
        Command command = link.command(statements.computeIfAbsent(shape, this::statement))
                .set("lease", leaseId)
                .set("row", LaneTable.row(lane, batchNo))
                .set("batch", batchNo)
                .set("unneeded", unneeded);
        if (shape.bodies == Count.MANY) {
            BodyTable.bindAll(command, bodies);
        } else if (shape.bodies == Count.ONE) {
            BodyTable.bind(command, bodies.get(0));
        }
        if (shape.sends == Count.MANY) {
            DeliveryTable.bindAll(command, sends);
        } else if (shape.sends == Count.ONE) {
            DeliveryTable.bind(command, sends.get(0));
        }
        bindGone(command, shape.gone, leaseId, gone);
        boolean written = isWritten(command);
        link.eachAlone(false);
        return written;
    }

    private static boolean isWritten(Command command) throws SQLException {
        try {
            command.number();
            return true;
        } catch (SQLException e) {
            if (SqlErrors.isRefusal(e)) {
                return false;
            }
            throw e;
        }
    }

    private Sql statement(Shape shape) {
        List<String> steps = new ArrayList<>();
        steps.add("fence as (" + LaneTable.FENCE_IN_ITS_PLACE + "returning 1)");
        if (shape.bodies != Count.NONE) {
            steps.add("stored as (" + rows(shape.bodies, BodyTable.INSERT_INTO, BodyTable.VALUES, BodyTable.ARRAYS)
                    + ")");
        }
        if (shape.sends != Count.NONE) {
            steps.add("sent as ("
                    + rows(shape.sends, DeliveryTable.INSERT_INTO, DeliveryTable.VALUES, DeliveryTable.ARRAYS)
                    + ")");
        }
        String allGone = "";
        if (shape.gone != Count.NONE) {
            String which = shape.gone == Count.ONE ? "holder = :lease and id = :gone" : heldByKey;
            steps.add("gone as (delete from oncemq_delivery where " + which + " returning 1)");
            allGone = " and (select count(*) from gone) = :count";
        }
        if (shape.unneeded != Count.NONE) {
            steps.add("unneeded as (delete from oncemq_message where id = any(:unneeded))");
            steps.add("unneeded_chunks as (delete from oncemq_chunk where message_id = any(:unneeded))");
        }
        return Sql.of(steps.stream().collect(joining(",\n", "with ", "\n"))
                + "select 1 / case when (select count(*) from fence) = 1" + allGone + " then 1 else 0 end");
    }

    private static String rows(Count count, String insertInto, String values, String arrays) {
        return insertInto + (count == Count.ONE ? "values (" + values + ")" : "select * from unnest(" + arrays + ")");
    }

    private static void bindGone(Command command, Count count, long leaseId, List<HeldDelivery> gone)
            throws SQLException {
        List<Long> ids = gone.stream().map(HeldDelivery::id).toList();
        if (count == Count.ONE) {
            command.set("gone", ids.get(0));
        } else {
            command.set("holder", leaseId).set("ids", ids);
        }
        command.set("count", ids.size());
    }

    /** How many rows of each kind a group has, which decides the statement. */
    private record Shape(Count bodies, Count sends, Count gone, Count unneeded) {}

    private enum Count {
        NONE,
        ONE,
        MANY;

        static Count of(List<?> rows) {
            return rows.isEmpty() ? NONE : rows.size() == 1 ? ONE : MANY;
        }
    }
}
