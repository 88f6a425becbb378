// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.system;

/** Whose system it is. */
public enum Family {
    ONCEMQ,
    /** ActiveMQ Artemis. */
    ARTEMIS,
    /** ActiveMQ Classic. */
    CLASSIC,
    /** Raw JDBC: only the INSERT, DELETE and commits that a durable queue cannot avoid. */
    LIMIT
}
