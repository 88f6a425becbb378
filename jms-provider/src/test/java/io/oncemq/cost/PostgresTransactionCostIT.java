// SPDX-License-Identifier: Apache-2.0
package io.oncemq.cost;

import io.oncemq.testkit.TestDatabases;
import jakarta.jms.JMSException;

class PostgresTransactionCostIT extends TransactionCost {
    PostgresTransactionCostIT() throws JMSException {
        super(TestDatabases.POSTGRESQL);
    }
}
