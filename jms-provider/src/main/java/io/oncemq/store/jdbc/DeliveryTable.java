// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.message.Envelope;
import io.oncemq.message.EnvelopeCodec;
import io.oncemq.message.StoredText;
import io.oncemq.store.Batch.Burial;
import io.oncemq.store.Batch.NewDelivery;
import io.oncemq.store.Batch.Release;
import io.oncemq.store.Holder;
import io.oncemq.store.jdbc.dialect.Dialect;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Changes to {@code oncemq_delivery}. Each call tells how many rows it changed; whether that is right, callers decide. */
final class DeliveryTable {
    /** A head of up to this size is with its delivery, wherever the body is: what looks for messages reads no other row. */
    private static final int HEAD_BYTES = 1024;

    static final String INSERT_INTO =
            """
            insert into oncemq_delivery (id, queue_id, holder, priority, deliver_at, expires_at, sent_at, message_id, format,
                                         group_id, correlation_id, properties, body)
            """;
    /** One row, see {@link #bind}. */
    static final String VALUES =
            """
            :sent_id, :sent_queue, :sent_holder, :priority, :deliver_at, :expires_at, :sent_at, :message, :format,
            :group_id, :correlation_id, :properties, :body
            """;
    /** Many rows, see {@link #bindAll}. */
    static final String ARRAYS =
            """
            cast(:sent_id as bigint array), cast(:sent_queue as bigint array), cast(:sent_holder as bigint array),
            cast(:priority as smallint array), cast(:deliver_at as bigint array), cast(:expires_at as bigint array),
            cast(:sent_at as bigint array), cast(:message as bigint array), cast(:format as smallint array),
            cast(:group_id as varchar array), cast(:correlation_id as varchar array), cast(:properties as bytea array),
            cast(:body as bytea array)
            """;

    private static final Sql INSERT = Sql.of(INSERT_INTO + "values (" + VALUES + ")");
    private static final Sql DELETE_ONE = Sql.of(
            """
            delete from oncemq_delivery
             where holder = :holder and id = :id
            """);
    private static final Sql RELEASE = Sql.of(
            """
            update oncemq_delivery
               set holder = :holder, deliveries = :deliveries, deliver_at = :deliver_at
             where holder = :lease and id = :id
            """);
    private static final Sql BURY = Sql.of(
            """
            update oncemq_delivery
               set holder = 0, queue_id = :queue, deliveries = 0, crashes = 0, deliver_at = 0, priority = :priority,
                   expires_at = :expires_at, format = :format, properties = :properties
             where holder = :lease and id = :id
            """);
    private static final Sql HAND_OVER_ALL = Sql.of(
            """
            update oncemq_delivery
               set holder = :to, deliveries = deliveries + :rejected, crashes = crashes + :crashed
             where holder = :from
            """);
    private static final Sql QUEUES_HELD = Sql.of(
            """
            select distinct queue_id
              from oncemq_delivery
             where holder = :holder
            """);

    private final Sql delete;
    private final Sql handOver;

    DeliveryTable(Dialect dialect) {
        delete = Sql.of("delete from oncemq_delivery where " + dialect.heldByKey());
        handOver = Sql.of("update oncemq_delivery set holder = :to where " + dialect.heldByKey());
    }

    void insert(Link link, List<NewDelivery> sends) throws SQLException {
        link.command(INSERT).updateEach(sends, DeliveryTable::bind);
    }

    /** Sets the parameters of {@link #VALUES}. */
    static void bind(Command command, NewDelivery send) throws SQLException {
        Envelope envelope = send.envelope();
        byte[] head = headOf(send);
        command.set("sent_id", send.id())
                .set("sent_queue", send.queueId())
                .set("sent_holder", send.holder())
                .set("priority", envelope.priority())
                .set("deliver_at", envelope.deliverAt())
                .set("expires_at", envelope.expiresAt())
                .set("sent_at", envelope.sentAt())
                .setOrNull("message", messageOf(send))
                .setOrNull("format", formatOf(head))
                .set("group_id", envelope.group())
                .set("correlation_id", findable(envelope.correlationId()))
                .set("properties", head)
                .set("body", bodyOf(send));
    }

    /** Sets the parameters of {@link #ARRAYS}. */
    static void bindAll(Command command, List<NewDelivery> sends) throws SQLException {
        byte[][] heads = sends.stream().map(DeliveryTable::headOf).toArray(byte[][]::new);
        command.set("sent_id", "bigint", longs(sends, NewDelivery::id))
                .set("sent_queue", "bigint", longs(sends, NewDelivery::queueId))
                .set("sent_holder", "bigint", longs(sends, NewDelivery::holder))
                .set("priority", "smallint", shorts(sends, send ->
                        (long) send.envelope().priority()))
                .set("deliver_at", "bigint", longs(sends, send -> send.envelope()
                        .deliverAt()))
                .set("expires_at", "bigint", longs(sends, send -> send.envelope()
                        .expiresAt()))
                .set("sent_at", "bigint", longs(sends, send -> send.envelope().sentAt()))
                .set("message", "bigint", longs(sends, DeliveryTable::messageOf))
                .set("format", "smallint", shorts(Arrays.asList(heads), DeliveryTable::formatOf))
                .set("group_id", "varchar", texts(sends, send -> send.envelope().group()))
                .set(
                        "correlation_id",
                        "varchar",
                        texts(sends, send -> findable(send.envelope().correlationId())))
                .set("properties", "bytea", heads)
                .set("body", "bytea", sends.stream().map(DeliveryTable::bodyOf).toArray(byte[][]::new));
    }

    private static Object[] longs(List<NewDelivery> sends, Function<NewDelivery, @Nullable Long> column) {
        return sends.stream().map(column).toArray(Long[]::new);
    }

    private static <T> Object[] shorts(List<T> rows, Function<T, @Nullable Long> column) {
        return rows.stream()
                .map(column)
                .map(value -> value == null ? null : value.shortValue())
                .toArray(Short[]::new);
    }

    private static Object[] texts(List<NewDelivery> sends, Function<NewDelivery, @Nullable String> column) {
        return sends.stream().map(column).toArray(String[]::new);
    }

    private static boolean isInline(NewDelivery send) {
        return send.bodyId() == 0;
    }

    private static @Nullable Long messageOf(NewDelivery send) {
        return isInline(send) ? null : send.bodyId();
    }

    /** The head, unless it is so large that it is only with the body. */
    private static byte @Nullable [] headOf(NewDelivery send) {
        byte[] head = EnvelopeCodec.encodeHead(send.envelope());
        return isInline(send) || head.length <= HEAD_BYTES ? head : null;
    }

    private static @Nullable Long formatOf(byte @Nullable [] head) {
        return head == null ? null : (long) EnvelopeCodec.FORMAT;
    }

    private static byte @Nullable [] bodyOf(NewDelivery send) {
        return isInline(send) ? send.envelope().body() : null;
    }

    /** A text as the column for finding takes it; the message itself keeps whatever it was. */
    private static @Nullable String findable(@Nullable String text) {
        return text != null && StoredText.fitsColumn(text) ? text : null;
    }

    int delete(Link link, long holder, Collection<Long> ids) throws SQLException {
        if (ids.size() == 1) {
            return link.command(DELETE_ONE)
                    .set("holder", holder)
                    .set("id", ids.iterator().next())
                    .update();
        }
        return link.command(delete).set("holder", holder).updateIn(ids);
    }

    int release(Link link, long leaseId, List<Release> releases) throws SQLException {
        return link.command(RELEASE).updateEach(releases, (command, release) -> command.set("lease", leaseId)
                .set("id", release.id())
                .set("holder", release.holder())
                .set("deliveries", release.deliveries())
                .set("deliver_at", release.deliverAt()));
    }

    int bury(Link link, long leaseId, List<Burial> burials) throws SQLException {
        return link.command(BURY).updateEach(burials, (command, burial) -> command.set("lease", leaseId)
                .set("id", burial.id())
                .set("queue", burial.toQueueId())
                .set("priority", burial.letter().priority())
                .set("expires_at", burial.letter().expiresAt())
                .set("format", EnvelopeCodec.FORMAT)
                .set("properties", EnvelopeCodec.encodeHead(burial.letter())));
    }

    /** Some deliveries change their holder. */
    int handOver(Link link, long from, long to, Collection<Long> ids) throws SQLException {
        return link.command(handOver).set("holder", from).set("to", to).updateIn(ids);
    }

    /** All deliveries of a holder become ready; their counts rise by what is given. */
    int makeReady(Link link, long from, int rejected, int crashed) throws SQLException {
        return link.command(HAND_OVER_ALL)
                .set("from", from)
                .set("to", Holder.READY)
                .set("rejected", rejected)
                .set("crashed", crashed)
                .update();
    }

    List<Long> queuesHeld(Link link, long holder) throws SQLException {
        return link.command(QUEUES_HELD).set("holder", holder).list(row -> row.getLong("queue_id"));
    }
}
