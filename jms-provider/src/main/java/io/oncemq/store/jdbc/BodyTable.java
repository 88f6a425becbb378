// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.message.Envelope;
import io.oncemq.message.EnvelopeCodec;
import io.oncemq.store.Batch.Body;
import io.oncemq.store.HeldDelivery;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Bodies beside their deliveries ({@code oncemq_message}) and how many still need them ({@code oncemq_shared}). */
final class BodyTable {
    static final String INSERT_INTO =
            """
            insert into oncemq_message (id, format, size_bytes, properties, body)
            """;
    /** One row, see {@link #bind}. */
    static final String VALUES = ":stored_id, :stored_format, :stored_size, :stored_properties, :stored_body";
    /** Many rows, see {@link #bindAll}. */
    static final String ARRAYS =
            """
            cast(:stored_id as bigint array), cast(:stored_format as smallint array), cast(:stored_size as bigint array),
            cast(:stored_properties as bytea array), cast(:stored_body as bytea array)
            """;

    private static final Sql INSERT = Sql.of(INSERT_INTO + "values (" + VALUES + ")");
    private static final Sql INSERT_SHARED = Sql.of(
            """
            insert into oncemq_shared (message_id, remaining)
            values (:id, :remaining)
            """);
    private static final Sql DELETE =
            Sql.of("""
            delete from oncemq_message
             where id = any(:ids)
            """);
    private static final Sql COUNT_DOWN = Sql.of(
            """
            update oncemq_shared
               set remaining = remaining - :count
             where message_id = :id
            """);
    private static final Sql UNNEEDED = Sql.of(
            """
            select message_id
              from oncemq_shared
             where message_id = any(:ids) and remaining <= 0
            """);
    private static final Sql DELETE_SHARED =
            Sql.of("""
            delete from oncemq_shared
             where message_id = any(:ids)
            """);

    private final ChunkTable chunks = new ChunkTable();

    void insert(Link link, List<Body> bodies) throws SQLException {
        link.command(INSERT).updateEach(bodies, BodyTable::bind);
        List<Body> shared =
                bodies.stream().filter(body -> body.references() > 1).toList();
        link.command(INSERT_SHARED).updateEach(shared, (command, body) -> command.set("id", body.id())
                .set("remaining", body.references()));
        for (Body body : bodies) {
            if (ChunkTable.isChunked(body.envelope())) {
                chunks.insert(link, body);
            }
        }
    }

    /** Sets the parameters of {@link #VALUES}. */
    static void bind(Command command, Body body) throws SQLException {
        Envelope envelope = body.envelope();
        command.set("stored_id", body.id())
                .set("stored_format", EnvelopeCodec.FORMAT)
                .set("stored_size", envelope.bodySizeBytes())
                .set("stored_properties", EnvelopeCodec.encodeHead(envelope))
                .set("stored_body", ChunkTable.isChunked(envelope) ? null : envelope.body());
    }

    /** Sets the parameters of {@link #ARRAYS}; none of the bodies is in chunks. */
    static void bindAll(Command command, List<Body> bodies) throws SQLException {
        command.set("stored_id", "bigint", bodies.stream().map(Body::id).toArray(Long[]::new))
                .set(
                        "stored_format",
                        "smallint",
                        bodies.stream()
                                .map(body -> (short) EnvelopeCodec.FORMAT)
                                .toArray(Short[]::new))
                .set(
                        "stored_size",
                        "bigint",
                        bodies.stream()
                                .map(body -> (long) body.envelope().bodySizeBytes())
                                .toArray(Long[]::new))
                .set(
                        "stored_properties",
                        "bytea",
                        bodies.stream()
                                .map(body -> EnvelopeCodec.encodeHead(body.envelope()))
                                .toArray(byte[][]::new))
                .set(
                        "stored_body",
                        "bytea",
                        bodies.stream().map(body -> body.envelope().body()).toArray(byte[][]::new));
    }

    /** Deliveries are gone: so are the bodies that no other needs. */
    void release(Link link, Collection<HeldDelivery> gone) throws SQLException {
        List<Long> unneeded = new ArrayList<>(0);
        // Sorted, so that two transactions never wait for each other.
        Map<Long, Integer> shared = new TreeMap<>();
        for (HeldDelivery delivery : gone) {
            if (delivery.bodyId() == delivery.id()) {
                unneeded.add(delivery.id());
            } else if (delivery.bodyId() != 0) {
                shared.merge(delivery.bodyId(), 1, Integer::sum);
            }
        }
        if (!shared.isEmpty()) {
            unneeded.addAll(countDown(link, shared));
        }
        if (!unneeded.isEmpty()) {
            link.command(DELETE).updateIn(unneeded);
            chunks.delete(link, unneeded);
        }
    }

    /** Counts down and answers which of them nobody needs any more. */
    private static List<Long> countDown(Link link, Map<Long, Integer> shared) throws SQLException {
        link.command(COUNT_DOWN).updateEach(shared.entrySet(), (command, entry) -> command.set("id", entry.getKey())
                .set("count", entry.getValue()));
        List<Long> unneeded = link.command(UNNEEDED).listIn(shared.keySet(), row -> row.getLong("message_id"));
        if (!unneeded.isEmpty()) {
            link.command(DELETE_SHARED).updateIn(unneeded);
        }
        return unneeded;
    }
}
