// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.system;

/** Whose system it is. */
public enum Family {
    ONCEMQ("OnceMQ"),
    ARTEMIS("ActiveMQ Artemis"),
    CLASSIC("ActiveMQ Classic"),
    /** Raw JDBC: only the INSERT, DELETE and commits that a durable queue cannot avoid. */
    LIMIT("least work");

    private final String title;

    Family(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
