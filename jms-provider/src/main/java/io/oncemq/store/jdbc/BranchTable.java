// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.Batch.Prepare;
import io.oncemq.store.BranchRecords.BranchRecord;
import io.oncemq.store.BranchRecords.Holding;
import io.oncemq.store.BranchXid;
import io.oncemq.store.Holder;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Prepared XA branches. */
final class BranchTable {
    static final String INSERT_INTO =
            """
            insert into oncemq_branch (branch_id, format_id, gtrid, bqual, node_name)
            """;
    /** Many rows, see {@link #bindAll}. */
    static final String ARRAYS =
            """
            cast(:branch as bigint array), cast(:branch_format as integer array), cast(:branch_gtrid as bytea array),
            cast(:branch_bqual as bytea array), cast(:branch_node as varchar array)
            """;

    private static final Sql INSERT = Sql.of(INSERT_INTO + "values (:id, :format, :gtrid, :bqual, :node)");
    private static final Sql DELETE =
            Sql.of("""
            delete from oncemq_branch
             where branch_id = :id
            """);
    private static final Sql FIND = Sql.of(
            """
            select branch_id, format_id, gtrid, bqual, node_name, prepared_at
              from oncemq_branch
             where format_id = :format and gtrid = :gtrid and bqual = :bqual
            """);
    private static final Sql LIST = Sql.of(
            """
            select branch_id, format_id, gtrid, bqual, node_name, prepared_at
              from oncemq_branch
             order by prepared_at, branch_id
            """);

    private static final Sql HOLDINGS = Sql.of(
            """
            select coalesce(q.name, t.name) as destination, s.client_id, s.name as subscription,
                   sum(case when d.holder = :unseen then 1 else 0 end) as sends,
                   sum(case when d.holder = :doubtful then 1 else 0 end) as receives
              from oncemq_delivery d
              left join oncemq_destination q on q.id = d.queue_id
              left join oncemq_subscription s on s.id = d.queue_id
              left join oncemq_destination t on t.id = s.topic_id
             where d.holder in (:unseen, :doubtful)
             group by d.queue_id, q.name, t.name, s.client_id, s.name
             order by d.queue_id
            """);

    private final Sql nextId;

    BranchTable(Sql nextId) {
        this.nextId = nextId;
    }

    long nextId(Link link) throws SQLException {
        return link.command(nextId).number();
    }

    void insert(Link link, long id, BranchXid xid, String nodeName) throws SQLException {
        bind(link.command(INSERT).set("id", id).set("node", nodeName), xid).update();
    }

    /** Sets the parameters of {@link #ARRAYS}. */
    static void bindAll(Command command, List<Prepare> prepared) throws SQLException {
        command.set("branch", prepared.stream().map(Prepare::branchId).toList())
                .set(
                        "branch_format",
                        "integer",
                        prepared.stream()
                                .map(prepare -> prepare.xid().getFormatId())
                                .toArray(Integer[]::new))
                .set(
                        "branch_gtrid",
                        "bytea",
                        prepared.stream()
                                .map(prepare -> prepare.xid().getGlobalTransactionId())
                                .toArray(byte[][]::new))
                .set(
                        "branch_bqual",
                        "bytea",
                        prepared.stream()
                                .map(prepare -> prepare.xid().getBranchQualifier())
                                .toArray(byte[][]::new))
                .set(
                        "branch_node",
                        "varchar",
                        prepared.stream().map(Prepare::nodeName).toArray(String[]::new));
    }

    int delete(Link link, long id) throws SQLException {
        return link.command(DELETE).set("id", id).update();
    }

    List<BranchRecord> find(Link link, BranchXid xid) throws SQLException {
        return bind(link.command(FIND), xid).list(BranchTable::read);
    }

    List<BranchRecord> list(Link link) throws SQLException {
        return link.command(LIST).list(BranchTable::read);
    }

    List<Holding> holdings(Link link, long id) throws SQLException {
        return link.command(HOLDINGS)
                .set("unseen", Holder.unseenSend(id))
                .set("doubtful", Holder.doubtfulAcknowledgement(id))
                .list(row -> {
                    String destination = row.getString("destination");
                    String subscription = row.getString("subscription");
                    return new Holding(
                            subscription != null,
                            destination == null ? "" : destination,
                            subscription == null ? "" : row.getString("client_id") + "/" + subscription,
                            row.getInt("sends"),
                            row.getInt("receives"));
                });
    }

    private static Command bind(Command command, BranchXid xid) throws SQLException {
        return command.set("format", xid.getFormatId())
                .set("gtrid", xid.getGlobalTransactionId())
                .set("bqual", xid.getBranchQualifier());
    }

    private static BranchRecord read(ResultSet row) throws SQLException {
        return new BranchRecord(
                row.getLong("branch_id"),
                new BranchXid(row.getInt("format_id"), row.getBytes("gtrid"), row.getBytes("bqual")),
                row.getString("node_name"),
                row.getLong("prepared_at"));
    }
}
