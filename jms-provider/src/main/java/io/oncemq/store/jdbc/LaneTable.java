// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.StoreConflictException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;

/** The fence: a lane's row says which batch was committed last, and its absence that the lease is over. */
final class LaneTable {
    /** The keys of a lane are its number and what is congruent to it. */
    private static final int LANES = 100;

    private static final int BATCHES_PER_KEY = 500;

    /** They come round again, so that the column takes them for good; what was left at a key is long gone by then. */
    private static final long KEYS_PER_LANE = 20_000_000;

    private static final Sql INSERT = Sql.of(
            """
            insert into oncemq_lane (lease_id, lane_no, batch_no)
            values (:lease, :lane, 0)
            """);
    /** Not for a batch that comes late, after {@link #refuseUpTo}. */
    static final String FENCE_IN_ITS_PLACE =
            """
            update oncemq_lane
               set batch_no = :batch
             where lease_id = :lease and lane_no = :row and batch_no < :batch
            """;

    private static final Sql FENCE = Sql.of(FENCE_IN_ITS_PLACE);
    private static final Sql FENCE_AND_MOVE = Sql.of(
            """
            update oncemq_lane
               set lane_no = :row, batch_no = :batch
             where lease_id = :lease and mod(lane_no, %d) = :lane and batch_no < :batch
            """
                    .formatted(LANES));
    private static final Sql LAST_BATCH = Sql.of(
            """
            select batch_no
              from oncemq_lane
             where lease_id = :lease and mod(lane_no, %d) = :lane
               for update
            """
                    .formatted(LANES));
    private static final Sql REFUSE = Sql.of(
            """
            update oncemq_lane
               set batch_no = :batch
             where lease_id = :lease and mod(lane_no, %d) = :lane
            """
                    .formatted(LANES));
    private static final Sql DELETE =
            Sql.of("""
            delete from oncemq_lane
             where lease_id = :lease
            """);

    void insert(Link link, long leaseId, int lanes) throws SQLException {
        List<Integer> numbers = IntStream.range(0, lanes).boxed().toList();
        link.command(INSERT).updateEach(numbers, (command, lane) -> command.set("lease", leaseId)
                .set("lane", lane));
    }

    /**
     * Holds the lane's row until the transaction ends. Every so many batches it gets another key: the versions that vacuum
     * cannot remove while some transaction holds an old snapshot would otherwise be visited each time.
     */
    void fence(Link link, long leaseId, int lane, long batchNo) throws SQLException, StoreConflictException {
        long row = row(lane, batchNo);
        if (write(link, FENCE, leaseId, lane, batchNo, row) == 0
                && write(link, FENCE_AND_MOVE, leaseId, lane, batchNo, row) == 0) {
            throw isOver(leaseId);
        }
    }

    /** The key of the lane's row from this batch on. */
    static long row(int lane, long batchNo) {
        return lane + batchNo / BATCHES_PER_KEY % KEYS_PER_LANE * LANES;
    }

    /** Whether the lane's row gets another key with this batch. */
    static boolean isMove(long batchNo) {
        return batchNo % BATCHES_PER_KEY == 0;
    }

    private static int write(Link link, Sql sql, long leaseId, int lane, long batchNo, long row) throws SQLException {
        return link.command(sql)
                .set("lease", leaseId)
                .set("lane", lane)
                .set("row", row)
                .set("batch", batchNo)
                .update();
    }

    /** Waits for the transaction that last changed the row. */
    long lastBatch(Link link, long leaseId, int lane) throws SQLException, StoreConflictException {
        List<Long> rows =
                link.command(LAST_BATCH).set("lease", leaseId).set("lane", lane).list(row -> row.getLong("batch_no"));
        if (rows.isEmpty()) {
            throw isOver(leaseId);
        }
        return rows.get(0);
    }

    /** Batches up to this number do not happen any more. */
    void refuseUpTo(Link link, long leaseId, int lane, long batchNo) throws SQLException {
        link.command(REFUSE)
                .set("lease", leaseId)
                .set("lane", lane)
                .set("batch", batchNo)
                .update();
    }

    /** Waits for what is in flight; nothing can start under the lease afterwards. */
    void delete(Link link, long leaseId) throws SQLException {
        link.command(DELETE).set("lease", leaseId).update();
    }

    private static StoreConflictException isOver(long leaseId) {
        return new StoreConflictException("lease " + leaseId + " is over: another node has rescued what it held", null);
    }
}
