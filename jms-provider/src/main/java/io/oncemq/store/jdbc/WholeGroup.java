// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import static java.util.stream.Collectors.joining;

import io.oncemq.store.Batch;
import io.oncemq.store.StoreException;
import io.oncemq.store.jdbc.GroupChanges.Move;
import io.oncemq.store.jdbc.GroupChanges.Place;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes a group of batches with its fence in one statement that is a transaction of its own: one round trip. The statement
 * refuses itself, by a division by zero, where the fence or a row is not there. Safe for any number of threads, each with
 * a link of its own.
 */
final class WholeGroup {
    /** Each is looked for among all of them. */
    private static final int MAX_MOVES = 1_000;

    private final Map<Shape, Sql> statements = new ConcurrentHashMap<>();

    /** Whether a group can be written so. */
    boolean takes(long batchNo, List<Batch> group) {
        return !LaneTable.isMove(batchNo) && GroupChanges.areKnown(group);
    }

    /**
     * Writes and commits.
     *
     * @return false if nothing was written because a row was not as expected
     */
    boolean write(Link link, long leaseId, int lane, long batchNo, List<Batch> group)
            throws SQLException, StoreException {
        GroupChanges changes = GroupChanges.of(leaseId, group);
        if (changes.moves().size() > MAX_MOVES) {
            return false;
        }
        SizeLimits.check(changes.bodies());
        SizeLimits.checkSends(changes.sends());
        Shape shape = Shape.of(changes);
        link.eachAlone(true);
        Command command = link.command(statements.computeIfAbsent(shape, WholeGroup::statement))
                .set("lease", leaseId)
                .set("row", LaneTable.row(lane, batchNo))
                .set("batch", batchNo);
        bind(command, shape, changes);
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

    private static Sql statement(Shape shape) {
        List<String> steps = new ArrayList<>();
        StringBuilder asExpected = new StringBuilder("(select count(*) from fence) = 1");
        steps.add("fence as (" + LaneTable.FENCE_IN_ITS_PLACE + "returning 1)");
        if (shape.ended) {
            // Before what the branch holds, as it is done step by step: nobody waits for each other.
            steps.add("ended as (delete from oncemq_branch where branch_id = any(:ended) returning 1)");
            asExpected.append(" and (select count(*) from ended) = :ends");
        }
        if (shape.prepared) {
            steps.add("prepared as (" + BranchTable.INSERT_INTO + "select * from unnest(" + BranchTable.ARRAYS + "))");
        }
        if (shape.bodies != Count.NONE) {
            steps.add("stored as (" + rows(shape.bodies, BodyTable.INSERT_INTO, BodyTable.VALUES, BodyTable.ARRAYS)
                    + ")");
        }
        if (shape.sends != Count.NONE) {
            steps.add("sent as ("
                    + rows(shape.sends, DeliveryTable.INSERT_INTO, DeliveryTable.VALUES, DeliveryTable.ARRAYS)
                    + ")");
        }
        if (shape.gone != Count.NONE) {
            String which = shape.gone == Count.ONE ? "holder = :gone_from and id = :gone" : byKeys("gone_from", "gone");
            steps.add("gone as (delete from oncemq_delivery where " + which + " returning 1)");
            asExpected.append(" and (select count(*) from gone) = :count");
        }
        if (shape.moves) {
            steps.add("moved as (update oncemq_delivery set holder = (cast(:moved_to as bigint array))"
                    + "[array_position(cast(:moved as bigint array), id)] where "
                    + byKeys("moved_from", "moved") + " returning 1)");
            asExpected.append(" and (select count(*) from moved) = :moves");
        }
        if (shape.unneeded) {
            steps.add("unneeded as (delete from oncemq_message where id = any(:unneeded))");
            steps.add("unneeded_chunks as (delete from oncemq_chunk where message_id = any(:unneeded))");
        }
        return Sql.of(steps.stream().collect(joining(",\n", "with ", "\n")) + "select 1 / case when " + asExpected
                + " then 1 else 0 end");
    }

    private static String rows(Count count, String insertInto, String values, String arrays) {
        return insertInto + (count == Count.ONE ? "values (" + values + ")" : "select * from unnest(" + arrays + ")");
    }

    /** Each row by its key, whatever the planner thinks of the table. */
    private static String byKeys(String holders, String ids) {
        return """
                ctid = any(array(
                       select (select k.ctid from oncemq_delivery k where k.holder = i.holder and k.id = i.id)
                         from unnest(cast(:%s as bigint array), cast(:%s as bigint array)) as i (holder, id)))
                """
                .formatted(holders, ids);
    }

    private static void bind(Command command, Shape shape, GroupChanges changes) throws SQLException {
        if (shape.bodies == Count.MANY) {
            BodyTable.bindAll(command, changes.bodies());
        } else if (shape.bodies == Count.ONE) {
            BodyTable.bind(command, changes.bodies().get(0));
        }
        if (shape.sends == Count.MANY) {
            DeliveryTable.bindAll(command, changes.sends());
        } else if (shape.sends == Count.ONE) {
            DeliveryTable.bind(command, changes.sends().get(0));
        }
        bindGone(command, shape.gone, changes.gone());
        if (shape.unneeded) {
            command.set("unneeded", changes.unneeded());
        }
        if (shape.prepared) {
            BranchTable.bindAll(command, changes.prepared());
        }
        if (shape.ended) {
            command.set("ended", changes.ended()).set("ends", changes.ended().size());
        }
        if (shape.moves) {
            List<Move> moves = changes.moves();
            command.set("moved", moves.stream().map(Move::id).toList())
                    .set("moved_from", moves.stream().map(Move::from).toList())
                    .set("moved_to", moves.stream().map(Move::to).toList())
                    .set("moves", moves.size());
        }
    }

    private static void bindGone(Command command, Count count, List<Place> gone) throws SQLException {
        if (count == Count.NONE) {
            return;
        }
        if (count == Count.ONE) {
            command.set("gone_from", gone.get(0).holder())
                    .set("gone", gone.get(0).id());
        } else {
            command.set("gone_from", gone.stream().map(Place::holder).toList())
                    .set("gone", gone.stream().map(Place::id).toList());
        }
        command.set("count", gone.size());
    }

    /** How many rows of each kind a group has, which decides the statement. */
    private record Shape(
            Count bodies, Count sends, Count gone, boolean unneeded, boolean moves, boolean prepared, boolean ended) {
        static Shape of(GroupChanges changes) {
            return new Shape(
                    Count.of(changes.bodies()),
                    Count.of(changes.sends()),
                    Count.of(changes.gone()),
                    !changes.unneeded().isEmpty(),
                    !changes.moves().isEmpty(),
                    !changes.prepared().isEmpty(),
                    !changes.ended().isEmpty());
        }
    }

    private enum Count {
        NONE,
        ONE,
        MANY;

        static Count of(List<?> rows) {
            return rows.isEmpty() ? NONE : rows.size() == 1 ? ONE : MANY;
        }
    }
}
