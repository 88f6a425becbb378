// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.SubscriptionRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Topic subscriptions. */
final class SubscriptionTable {
    private static final Sql INSERT = Sql.of(
            """
            insert into oncemq_subscription (id, topic_id, client_id, name, durable, shared, selector, no_local, owner_lease)
            values (:id, :topic, :client, :name, :durable, :shared, :selector, :no_local, :owner)
            """);
    private static final Sql LIST = Sql.of(
            """
            select id, topic_id, client_id, name, durable, shared, selector, no_local, owner_lease
              from oncemq_subscription
             order by id
            """);
    private static final Sql LOCK = Sql.of(
            """
            select id, topic_id, client_id, name, durable, shared, selector, no_local, owner_lease
              from oncemq_subscription
             where id = :id
               for update
            """);
    private static final Sql OF_TOPIC = Sql.of(
            """
            select id
              from oncemq_subscription
             where topic_id = :topic
            """);
    private static final Sql OWNED = Sql.of(
            """
            select id
              from oncemq_subscription
             where owner_lease = :lease and owner_lease <> 0
            """);
    private static final Sql OWN = Sql.of(
            """
            update oncemq_subscription
               set owner_lease = :lease
             where id = :id
            """);
    private static final Sql DELETE =
            Sql.of("""
            delete from oncemq_subscription
             where id = :id
            """);

    private final Sql nextId;

    SubscriptionTable(Sql nextId) {
        this.nextId = nextId;
    }

    SubscriptionRecord insert(Link link, SubscriptionRecord asked) throws SQLException {
        SubscriptionRecord made = asked.withId(link.command(nextId).number());
        insertAgain(link, made);
        return made;
    }

    /** With the id that it has. */
    void insertAgain(Link link, SubscriptionRecord asked) throws SQLException {
        link.command(INSERT)
                .set("id", asked.id())
                .set("topic", asked.topicId())
                .set("client", asked.clientId())
                .set("name", asked.name())
                .set("durable", asked.durable())
                .set("shared", asked.shared())
                .set("selector", asked.selector())
                .set("no_local", asked.noLocal())
                .set("owner", asked.ownerLease())
                .update();
    }

    List<SubscriptionRecord> list(Link link) throws SQLException {
        return link.command(LIST).list(SubscriptionTable::read);
    }

    /** It, or nothing if it is gone. Who else locks or deletes it waits until this transaction ends. */
    List<SubscriptionRecord> lock(Link link, long id) throws SQLException {
        return link.command(LOCK).set("id", id).list(SubscriptionTable::read);
    }

    List<Long> ofTopic(Link link, long topicId) throws SQLException {
        return link.command(OF_TOPIC).set("topic", topicId).list(row -> row.getLong("id"));
    }

    List<Long> ownedBy(Link link, long leaseId) throws SQLException {
        return link.command(OWNED).set("lease", leaseId).list(row -> row.getLong("id"));
    }

    /** It goes with another lease from now on. */
    void own(Link link, long id, long leaseId) throws SQLException {
        link.command(OWN).set("id", id).set("lease", leaseId).update();
    }

    int delete(Link link, long id) throws SQLException {
        return link.command(DELETE).set("id", id).update();
    }

    private static SubscriptionRecord read(ResultSet row) throws SQLException {
        return new SubscriptionRecord(
                row.getLong("id"),
                row.getLong("topic_id"),
                row.getString("client_id"),
                row.getString("name"),
                row.getBoolean("durable"),
                row.getBoolean("shared"),
                row.getString("selector"),
                row.getBoolean("no_local"),
                row.getLong("owner_lease"));
    }
}
