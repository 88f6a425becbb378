// SPDX-License-Identifier: Apache-2.0
package io.oncemq.tck;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
class DurableSubscriptionBeanIT {
    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        return Archives.adapter();
    }

    @Deployment(name = "application", order = 2)
    static WebArchive application() {
        return Archives.application("durable", DurableSubscriptionBeanIT.class, Audit.class, Alarms.class);
    }

    @Test
    @OperateOnDeployment("application")
    void eachSubscriptionGetsWhatItsSelectorLetsThrough() throws Exception {
        Beans.messaging().publish("events", "started", 1);
        Beans.messaging().publish("events", "on fire", 9);

        Inbox.expect("audit", "started", "on fire");
        Inbox.expect("alarms", "on fire");
    }

    private static void receive(String inbox, Message message) {
        try {
            Inbox.add(inbox, message.getBody(String.class));
        } catch (JMSException e) {
            throw new EJBException(e);
        }
    }

    @MessageDriven(
            activationConfig = {
                @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Topic"),
                @ActivationConfigProperty(propertyName = "destination", propertyValue = "events"),
                @ActivationConfigProperty(propertyName = "subscriptionDurability", propertyValue = "Durable"),
                @ActivationConfigProperty(propertyName = "clientId", propertyValue = "audit"),
                @ActivationConfigProperty(propertyName = "subscriptionName", propertyValue = "all"),
                @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "1")
            })
    public static class Audit implements MessageListener {
        @Override
        public void onMessage(Message message) {
            receive("audit", message);
        }
    }

    @MessageDriven(
            activationConfig = {
                @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Topic"),
                @ActivationConfigProperty(propertyName = "destination", propertyValue = "events"),
                @ActivationConfigProperty(propertyName = "messageSelector", propertyValue = "severity > 5"),
                @ActivationConfigProperty(propertyName = "subscriptionDurability", propertyValue = "Durable"),
                @ActivationConfigProperty(propertyName = "clientId", propertyValue = "alarms"),
                @ActivationConfigProperty(propertyName = "subscriptionName", propertyValue = "severe")
            })
    public static class Alarms implements MessageListener {
        @Override
        public void onMessage(Message message) {
            receive("alarms", message);
        }
    }
}
