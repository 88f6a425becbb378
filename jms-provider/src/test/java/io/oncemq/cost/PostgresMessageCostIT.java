// SPDX-License-Identifier: Apache-2.0
package io.oncemq.cost;

import io.oncemq.testkit.TestDatabases;
import jakarta.jms.JMSException;

class PostgresMessageCostIT extends MessageCost {
    PostgresMessageCostIT() throws JMSException {
        super(TestDatabases.POSTGRESQL);
    }
}
