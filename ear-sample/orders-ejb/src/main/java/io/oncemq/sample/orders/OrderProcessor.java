// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample.orders;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/**
 * Takes each order from the queue and records that it was processed, in one transaction. A failure rolls both back; the
 * message comes again until it succeeds or ends in the dead-letter queue.
 */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
            @ActivationConfigProperty(propertyName = "destinationLookup", propertyValue = "jms/orders"),
            @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "8")
        })
public class OrderProcessor implements MessageListener {
    @EJB
    private OrderLedger ledger;

    @Override
    public void onMessage(Message message) {
        try {
            process(Order.from(message), message.getIntProperty("JMSXDeliveryCount"));
        } catch (JMSException e) {
            throw new EJBException("cannot read the order", e);
        }
    }

    private void process(Order order, int attempt) {
        ledger.recordProcessed(order, attempt);
        Trouble trouble = Trouble.of(order.number());
        if (trouble.strikes(attempt)) {
            // Only now: the row just written must vanish with the rollback, or the tally counts it.
            String reason = "order " + order.number() + " is " + trouble + ", attempt " + attempt;
            ledger.recordFailure(order, attempt, reason);
            throw new OrderFailedException(reason);
        }
    }
}
