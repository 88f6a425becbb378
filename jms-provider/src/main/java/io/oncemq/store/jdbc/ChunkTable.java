// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.message.Envelope;
import io.oncemq.store.Batch.Body;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The parts of bodies that are too large for a row of {@code oncemq_message}. */
final class ChunkTable {
    /** A body over this size is stored in parts of this size. */
    static final int PART_BYTES = 256 * 1024;

    /** Parts per round trip: bounds what is copied at a time. */
    private static final int PARTS_AT_ONCE = 16;

    private static final Sql INSERT = Sql.of(
            """
            insert into oncemq_chunk (message_id, part, bytes)
            values (:id, :part, :bytes)
            """);
    private static final Sql DELETE =
            Sql.of("""
            delete from oncemq_chunk
             where message_id = any(:ids)
            """);
    private static final Sql SELECT = Sql.of(
            """
            select message_id, part, bytes
              from oncemq_chunk
             where message_id = any(:ids)
            """);

    static boolean isChunked(Envelope envelope) {
        return envelope.bodySizeBytes() > PART_BYTES;
    }

    void insert(Link link, Body message) throws SQLException {
        byte[] body = message.envelope().body();
        if (body == null) {
            return;
        }
        int parts = (body.length + PART_BYTES - 1) / PART_BYTES;
        for (int first = 0; first < parts; first += PARTS_AT_ONCE) {
            List<Integer> some = IntStream.range(first, Math.min(parts, first + PARTS_AT_ONCE))
                    .boxed()
                    .toList();
            link.command(INSERT).updateEach(some, (command, part) -> {
                int from = part * PART_BYTES;
                command.set("id", message.id())
                        .set("part", part)
                        .set("bytes", Arrays.copyOfRange(body, from, Math.min(body.length, from + PART_BYTES)));
            });
        }
    }

    void delete(Link link, Collection<Long> messageIds) throws SQLException {
        link.command(DELETE).updateIn(messageIds);
    }

    /**
     * The bodies of the given messages; those of which parts are missing are left out.
     *
     * @param sizes message ids to the bytes of their bodies
     */
    Map<Long, byte[]> read(Link link, Map<Long, Integer> sizes) throws SQLException {
        Map<Long, byte[]> bodies = new HashMap<>();
        sizes.forEach((id, size) -> bodies.put(id, new byte[size]));
        Map<Long, Integer> missing = new HashMap<>(sizes);
        link.command(SELECT).listIn(sizes.keySet(), row -> {
            long id = row.getLong("message_id");
            byte[] bytes = row.getBytes("bytes");
            byte[] body = bodies.get(id);
            if (body != null) {
                System.arraycopy(bytes, 0, body, row.getInt("part") * PART_BYTES, bytes.length);
                missing.merge(id, -bytes.length, Integer::sum);
            }
            return bytes.length;
        });
        bodies.keySet().removeIf(id -> missing.getOrDefault(id, 0) != 0);
        return bodies;
    }
}
