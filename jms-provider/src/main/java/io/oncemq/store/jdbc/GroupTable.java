// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.jdbc.dialect.Dialect;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** Which lease owns which message group of which queue. */
final class GroupTable {
    private static final Sql LET_GO = Sql.of(
            """
            delete from oncemq_group
             where queue_id = :queue and lease_id = :lease and group_id = :group
            """);
    private static final Sql DELETE_OWNED =
            Sql.of("""
            delete from oncemq_group
             where lease_id = :lease
            """);
    private static final Sql DELETE_OF_REMOVED = Sql.of(
            """
            delete from oncemq_group
             where queue_id = :queue
               and not exists (select 1 from oncemq_destination where id = :queue)
               and not exists (select 1 from oncemq_subscription where id = :queue)
            """);

    private final Sql ownNext;
    private final Sql own;

    GroupTable(Dialect dialect) {
        this.ownNext = Sql.of(dialect.ownNext());
        this.own = Sql.of(dialect.own());
    }

    /** Those that the lease owns now and did not before. */
    List<String> ownNext(Link link, long leaseId, long queueId, int limit, Collection<String> without)
            throws SQLException {
        return link.command(ownNext)
                .set("lease", leaseId)
                .set("queue", queueId)
                .set("limit", limit)
                .setTexts("without", without)
                .list(row -> row.getString("group_id"));
    }

    /** Those that the lease owns now and did not before. */
    List<String> own(Link link, long leaseId, long queueId, Collection<String> groups) throws SQLException {
        return link.command(own)
                .set("lease", leaseId)
                .set("queue", queueId)
                .setTexts("groups", groups)
                .list(row -> row.getString("group_id"));
    }

    void letGo(Link link, long leaseId, long queueId, Collection<String> groups) throws SQLException {
        link.command(LET_GO).updateEach(groups, (command, group) -> command.set("lease", leaseId)
                .set("queue", queueId)
                .set("group", group));
    }

    void deleteOwnedBy(Link link, long leaseId) throws SQLException {
        link.command(DELETE_OWNED).set("lease", leaseId).update();
    }

    /** Unless the queue exists again. */
    void deleteOfRemoved(Link link, long queueId) throws SQLException {
        link.command(DELETE_OF_REMOVED).set("queue", queueId).update();
    }
}
