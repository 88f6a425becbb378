// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample.orders;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Notes every event about an order, also those from while the application was down: its subscription is durable. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Topic"),
            @ActivationConfigProperty(propertyName = "destinationLookup", propertyValue = "jms/orderEvents"),
            @ActivationConfigProperty(propertyName = "subscriptionDurability", propertyValue = "Durable"),
            @ActivationConfigProperty(propertyName = "clientId", propertyValue = "orders"),
            @ActivationConfigProperty(propertyName = "subscriptionName", propertyValue = "audit-trail")
        })
public class AuditTrail implements MessageListener {
    @EJB
    private OrderLedger ledger;

    @Override
    public void onMessage(Message message) {
        try {
            ledger.recordEvent(message.getLongProperty(Order.NUMBER), message.getBody(String.class));
        } catch (JMSException e) {
            throw new EJBException("cannot read the event", e);
        }
    }
}
