// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample.orders;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.Stateless;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Queue;
import jakarta.jms.Topic;

/** Places orders: the row, the message to the processor and the event are one transaction, all or nothing. */
@Stateless
public class OrderService {
    static final String PLACED = "order placed";

    @EJB
    private OrderLedger ledger;

    @Resource(lookup = "jms/oncemq")
    private ConnectionFactory messaging;

    @Resource(lookup = "jms/orders")
    private Queue orders;

    @Resource(lookup = "jms/orderEvents")
    private Topic orderEvents;

    public Order place(String customer, String item, long cents) {
        Order order = ledger.recordOrder(customer, item, cents);
        try (JMSContext context = messaging.createContext()) {
            MapMessage message = context.createMapMessage();
            order.writeTo(message);
            context.createProducer().send(orders, message);
            context.createProducer().setProperty(Order.NUMBER, order.number()).send(orderEvents, PLACED);
        } catch (JMSException e) {
            throw new EJBException("cannot send order " + order.number(), e);
        }
        return order;
    }
}
