// SPDX-License-Identifier: Apache-2.0
package io.oncemq;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A prepared branch of a global transaction: it waits for its transaction manager's word, and holds its messages until then.
 *
 * @param id its xid as text, {@code format:global:qualifier}, the last two in hexadecimal; names it in {@link OnceMqAdmin}
 * @param nodeName the node that prepared it; any node can end it
 * @param preparedAt by the database's clock
 * @param age by the database's clock
 * @param holdings what it holds, by queue
 */
public record InDoubtBranch(String id, String nodeName, Instant preparedAt, Duration age, List<Holding> holdings) {
    public InDoubtBranch {
        holdings = List.copyOf(holdings);
    }

    /**
     * What a branch holds of one queue, or of one topic subscription.
     *
     * @param destination for example {@code queue orders} or {@code topic events, subscription client/audit}
     * @param sends messages that appear if it commits
     * @param receives messages that go if it commits, and are delivered again if it rolls back
     */
    public record Holding(String destination, int sends, int receives) {}
}
