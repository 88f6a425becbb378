// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.message.DestinationName;
import io.oncemq.message.DestinationName.Kind;
import io.oncemq.store.DestinationRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Destinations by name and id. */
final class DestinationTable {
    private static final Sql INSERT = Sql.of(
            """
            insert into oncemq_destination (id, kind, name, owner_lease)
            values (:id, :kind, :name, :owner)
            """);
    private static final Sql BY_NAME = Sql.of(
            """
            select id, kind, name, owner_lease
              from oncemq_destination
             where kind = :kind and name = :name
            """);
    private static final Sql BY_ID = Sql.of(
            """
            select id, kind, name, owner_lease
              from oncemq_destination
             where id = :id
            """);
    private static final Sql LIST = Sql.of(
            """
            select id, kind, name, owner_lease
              from oncemq_destination
             order by id
            """);
    private static final Sql OWNED = Sql.of(
            """
            select id
              from oncemq_destination
             where owner_lease = :lease and owner_lease <> 0
            """);
    private static final Sql OWN = Sql.of(
            """
            update oncemq_destination
               set owner_lease = :lease
             where id = :id
            """);
    private static final Sql DELETE =
            Sql.of("""
            delete from oncemq_destination
             where id = :id
            """);

    private final Sql nextId;

    DestinationTable(Sql nextId) {
        this.nextId = nextId;
    }

    DestinationRecord insert(Link link, DestinationName name, long ownerLease) throws SQLException {
        DestinationRecord made = new DestinationRecord(link.command(nextId).number(), name, ownerLease);
        insertAgain(link, made);
        return made;
    }

    /** With the id that it has. */
    void insertAgain(Link link, DestinationRecord record) throws SQLException {
        link.command(INSERT)
                .set("id", record.id())
                .set("kind", record.name().kind().code())
                .set("name", record.name().name())
                .set("owner", record.ownerLease())
                .update();
    }

    /** It goes with another lease from now on; 0 if it does not exist. */
    int own(Link link, long id, long leaseId) throws SQLException {
        return link.command(OWN).set("id", id).set("lease", leaseId).update();
    }

    List<DestinationRecord> find(Link link, DestinationName name) throws SQLException {
        return link.command(BY_NAME)
                .set("kind", name.kind().code())
                .set("name", name.name())
                .list(DestinationTable::read);
    }

    List<DestinationRecord> find(Link link, long id) throws SQLException {
        return link.command(BY_ID).set("id", id).list(DestinationTable::read);
    }

    List<DestinationRecord> list(Link link) throws SQLException {
        return link.command(LIST).list(DestinationTable::read);
    }

    List<Long> ownedBy(Link link, long leaseId) throws SQLException {
        return link.command(OWNED).set("lease", leaseId).list(row -> row.getLong("id"));
    }

    int delete(Link link, long id) throws SQLException {
        return link.command(DELETE).set("id", id).update();
    }

    private static DestinationRecord read(ResultSet row) throws SQLException {
        return new DestinationRecord(
                row.getLong("id"),
                new DestinationName(Kind.of(row.getInt("kind")), row.getString("name")),
                row.getLong("owner_lease"));
    }
}
