// SPDX-License-Identifier: Apache-2.0
package io.oncemq.cost;

import io.oncemq.testkit.TestDatabases;
import jakarta.jms.JMSException;

class H2MessageCostIT extends MessageCost {
    H2MessageCostIT() throws JMSException {
        super(TestDatabases.H2);
    }
}
