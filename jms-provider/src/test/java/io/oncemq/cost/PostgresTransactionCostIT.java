// SPDX-License-Identifier: Apache-2.0
package io.oncemq.cost;

import io.oncemq.testkit.TestDatabases;
import jakarta.jms.JMSException;

class PostgresTransactionCostIT extends TransactionCost {
    PostgresTransactionCostIT() throws JMSException {
        super(TestDatabases.POSTGRESQL);
    }

    @Override
    String[] twoPhases() {
        return new String[] {
            "update oncemq_lane",
            "insert into oncemq_branch",
            "insert into oncemq_message",
            "insert into oncemq_delivery",
            "update oncemq_delivery",
            "commit",
            "update oncemq_lane",
            "delete from oncemq_branch",
            "delete from oncemq_delivery",
            "update oncemq_delivery",
            "delete from oncemq_message",
            "delete from oncemq_chunk",
            "commit"
        };
    }
}
