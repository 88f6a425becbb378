// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.message.EnvelopeCodec;
import io.oncemq.message.MessageFormatException;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.StoredDelivery;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads deliveries with their messages from any statement with the columns id, queue_id, priority, deliveries, crashes,
 * message_id, format, properties, body and size_bytes.
 */
final class DeliveryReader {
    private static final Comparator<Raw> ORDER =
            Comparator.comparingInt(Raw::priority).reversed().thenComparingLong(Raw::id);

    private final ChunkTable chunks = new ChunkTable();

    /** The deliveries that a command finds, in delivery order. They must be the caller's: nobody else may remove them. */
    List<StoredDelivery> read(Link link, Command command) throws SQLException, StoreException {
        return whole(link, command.list(Raw::of));
    }

    /** As {@link #read}, of {@code :ids}. */
    List<StoredDelivery> readIn(Link link, Command command, Collection<Long> ids) throws SQLException, StoreException {
        return whole(link, command.listIn(ids, Raw::of));
    }

    /**
     * As {@link #read}, where each row also says in its columns how many ready deliveries were looked at (candidates) and
     * whether there are some with groups (grouped); a row without an id says nothing else.
     */
    Looked readCounted(Link link, Command command) throws SQLException, StoreException {
        long[] candidates = new long[1];
        boolean[] grouped = new boolean[1];
        List<Raw> rows = command.list(row -> {
            candidates[0] = row.getLong("candidates");
            grouped[0] = row.getBoolean("grouped");
            return Raw.of(row);
        });
        rows.removeIf(row -> row.id == 0);
        return new Looked(whole(link, rows), candidates[0], grouped[0]);
    }

    /** As {@link #read}, leaving out what somebody removed while it was read: then there were more candidates. */
    Found readPresent(Link link, Command command) throws SQLException, StoreException {
        List<Raw> rows = command.list(Raw::of);
        return new Found(present(link, rows), rows.size());
    }

    private List<StoredDelivery> whole(Link link, List<Raw> rows) throws SQLException, StoreException {
        List<StoredDelivery> deliveries = present(link, rows);
        if (deliveries.size() < rows.size()) {
            List<Long> damaged = new ArrayList<>(rows.stream().map(Raw::id).toList());
            damaged.removeAll(deliveries.stream().map(StoredDelivery::id).toList());
            throw new StoreRefusedException(
                    "parts of the bodies of deliveries " + damaged
                            + " (oncemq_delivery.id) are missing in oncemq_message or oncemq_chunk",
                    null);
        }
        return deliveries;
    }

    private List<StoredDelivery> present(Link link, List<Raw> rows) throws SQLException, StoreException {
        rows.sort(ORDER);
        Map<Long, byte[]> large = readLarge(link, rows);
        List<StoredDelivery> deliveries = new ArrayList<>(rows.size());
        for (Raw row : rows) {
            byte[] body = row.isChunked() ? large.get(row.bodyId) : row.body;
            if (row.properties != null && !row.isBodyGone() && (body != null || !row.isChunked())) {
                deliveries.add(row.decode(row.properties, body));
            }
        }
        return deliveries;
    }

    static StoreRefusedException unreadable(long id, MessageFormatException e) {
        return new StoreRefusedException(
                "delivery " + id + " (oncemq_delivery.id) holds no message that this version can read: "
                        + e.getMessage(),
                e);
    }

    private Map<Long, byte[]> readLarge(Link link, List<Raw> rows) throws SQLException {
        Map<Long, Integer> sizes = new HashMap<>(0);
        for (Raw row : rows) {
            if (row.isChunked()) {
                sizes.put(row.bodyId, row.sizeBytes);
            }
        }
        return sizes.isEmpty() ? Map.of() : chunks.read(link, sizes);
    }

    /** Deliveries, and how many were looked at to find them. */
    record Found(List<StoredDelivery> deliveries, long candidates) {}

    /** As {@link Found}, and whether there are ready ones with groups. */
    record Looked(List<StoredDelivery> deliveries, long candidates, boolean grouped) {}

    /** A row as it is. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Raw(
            long id,
            long queueId,
            int priority,
            int deliveries,
            int crashes,
            long bodyId,
            int format,
            byte @Nullable [] properties,
            byte @Nullable [] body,
            int sizeBytes,
            boolean stored) {
        static Raw of(ResultSet row) throws SQLException {
            int sizeBytes = row.getInt("size_bytes");
            boolean stored = !row.wasNull();
            return new Raw(
                    row.getLong("id"),
                    row.getLong("queue_id"),
                    row.getInt("priority"),
                    row.getInt("deliveries"),
                    row.getInt("crashes"),
                    row.getLong("message_id"),
                    row.getInt("format"),
                    row.getBytes("properties"),
                    row.getBytes("body"),
                    sizeBytes,
                    stored);
        }

        /** Whether its body is to be in a row of its own that is not there. */
        boolean isBodyGone() {
            return bodyId != 0 && !stored;
        }

        boolean isChunked() {
            return body == null && sizeBytes > 0;
        }

        StoredDelivery decode(byte[] head, byte @Nullable [] wholeBody) throws StoreRefusedException {
            try {
                return new StoredDelivery(
                        id, queueId, deliveries, crashes, bodyId, EnvelopeCodec.decode(format, head, wholeBody));
            } catch (MessageFormatException e) {
                throw unreadable(id, e);
            }
        }
    }
}
