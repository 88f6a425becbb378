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

    /** The deliveries that a command finds, in delivery order. */
    List<StoredDelivery> read(Link link, Command command) throws SQLException, StoreException {
        return decoded(link, command.list(Raw::of));
    }

    /** As {@link #read}, where each row also says in its column candidates how many ready deliveries were looked at. */
    Found readCounted(Link link, Command command) throws SQLException, StoreException {
        long[] candidates = new long[1];
        List<Raw> rows = command.list(row -> {
            candidates[0] = row.getLong("candidates");
            return Raw.of(row);
        });
        return new Found(decoded(link, rows), candidates[0]);
    }

    private List<StoredDelivery> decoded(Link link, List<Raw> rows) throws SQLException, StoreException {
        rows.sort(ORDER);
        Map<Long, byte[]> large = readLarge(link, rows);
        List<StoredDelivery> deliveries = new ArrayList<>(rows.size());
        for (Raw row : rows) {
            byte[] body = row.isChunked() ? large.get(row.bodyId) : row.body;
            try {
                deliveries.add(new StoredDelivery(
                        row.id,
                        row.queueId,
                        row.deliveries,
                        row.crashes,
                        row.bodyId,
                        EnvelopeCodec.decode(row.format, row.properties, body)));
            } catch (MessageFormatException e) {
                throw unreadable(row.id, e);
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
            byte[] properties,
            byte @Nullable [] body,
            int sizeBytes) {
        static Raw of(ResultSet row) throws SQLException {
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
                    row.getInt("size_bytes"));
        }

        boolean isChunked() {
            return body == null && sizeBytes > 0;
        }
    }
}
