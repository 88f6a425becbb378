// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc.dialect;

/**
 * What SQL says of message groups, the same on every database: conditions on a delivery {@code d}, with the node's lease
 * as {@code :lease}. What has no group meets those that claims ask for.
 */
public final class GroupConditions {
    /**
     * An older delivery of the group is held by a prepared branch, or waits for its next try: the others wait for it. Two
     * questions: H2 would read what all queues delay for a range of holders, and reads that of this queue for one.
     */
    public static final String BLOCKED =
            """
            (exists (select 1
                       from oncemq_delivery b
                      where b.holder = -1 and b.queue_id = d.queue_id and b.group_id = d.group_id and b.deliveries > 0)
             or exists (select 1
                          from oncemq_delivery b
                         where b.holder <= -2 and b.queue_id = d.queue_id and b.group_id = d.group_id
                           and mod(b.holder, 2) <> 0))""";

    /** This node may work on it now, and owns its group. */
    public static final String OWNED = open("exists", "=");

    /** This node may work on it now, if no other node gets hold of its group first. */
    public static final String OBTAINABLE = open("not exists", "<>");

    /** Its group is not among {@code :without}. */
    public static final String NOT_LEFT_OUT = "(d.group_id is null or not (d.group_id = any(:without)))";

    private GroupConditions() {}

    private static String open(String exists, String comparison) {
        return """
                (d.group_id is null
                 or (%s (select 1
                           from oncemq_group o
                          where o.queue_id = d.queue_id and o.group_id = d.group_id
                            and o.lease_id %s :lease)
                     and not %s))"""
                .formatted(exists, comparison, BLOCKED);
    }
}
