// SPDX-License-Identifier: Apache-2.0
package io.oncemq.cost;

import io.oncemq.testkit.TestDatabases;
import jakarta.jms.JMSException;

class H2TransactionCostIT extends TransactionCost {
    H2TransactionCostIT() throws JMSException {
        super(TestDatabases.H2);
    }

    @Override
    String[] twoPhases() {
        return new String[] {
            "update oncemq_lane",
            "insert into oncemq_message",
            "insert into oncemq_delivery",
            "insert into oncemq_branch",
            "update oncemq_delivery",
            "commit",
            "update oncemq_lane",
            "delete from oncemq_branch",
            "delete from oncemq_delivery",
            "delete from oncemq_message",
            "delete from oncemq_chunk",
            "insert into oncemq_delayed",
            "update oncemq_delivery",
            "commit"
        };
    }
}
