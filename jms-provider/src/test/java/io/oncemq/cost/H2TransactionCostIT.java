// SPDX-License-Identifier: Apache-2.0
package io.oncemq.cost;

import io.oncemq.testkit.TestDatabases;
import jakarta.jms.JMSException;

class H2TransactionCostIT extends TransactionCost {
    H2TransactionCostIT() throws JMSException {
        super(TestDatabases.H2);
    }
}
