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
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes to {@code oncemq_delivery}. Each call tells how many rows it changed; whether that is right, callers decide. */
final class DeliveryTable {
    private static final Sql INSERT = Sql.of(
            """
            insert into oncemq_delivery (id, queue_id, holder, priority, deliver_at, expires_at, sent_at, message_id, format,
                                         group_id, correlation_id, properties, body)
            values (:id, :queue, :holder, :priority, :deliver_at, :expires_at, :sent_at, :message, :format,
                    :group_id, :correlation_id, :properties, :body)
            """);
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

    private static void bind(Command command, NewDelivery send) throws SQLException {
        Envelope envelope = send.envelope();
        boolean inline = send.bodyId() == 0;
        command.set("id", send.id())
                .set("queue", send.queueId())
                .set("holder", send.holder())
                .set("priority", envelope.priority())
                .set("deliver_at", envelope.deliverAt())
                .set("expires_at", envelope.expiresAt())
                .set("sent_at", envelope.sentAt())
                .setOrNull("message", inline ? null : send.bodyId())
                .setOrNull("format", inline ? (long) EnvelopeCodec.FORMAT : null)
                .set("group_id", envelope.group())
                .set("correlation_id", findable(envelope.correlationId()))
                .set("properties", inline ? EnvelopeCodec.encodeHead(envelope) : null)
                .set("body", inline ? envelope.body() : null);
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
        return link.command(delete).set("holder", holder).set("ids", ids).update();
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
        return link.command(handOver)
                .set("holder", from)
                .set("to", to)
                .set("ids", ids)
                .update();
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
