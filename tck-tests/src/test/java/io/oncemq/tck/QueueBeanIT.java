// SPDX-License-Identifier: Apache-2.0
package io.oncemq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
class QueueBeanIT {
    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        return Archives.adapter();
    }

    @Deployment(name = "application", order = 2)
    static WebArchive application() {
        return Archives.application("queue", QueueBeanIT.class, Single.class, Left.class, Right.class);
    }

    @Test
    @OperateOnDeployment("application")
    void beanGetsWhatWasSentToItsQueue() throws Exception {
        Beans.messaging().send("single", "a", "b", "c");

        Inbox.expect("single", "a", "b", "c");
    }

    @Test
    @OperateOnDeployment("application")
    void twoBeansOnOneQueueShareItsMessages() throws Exception {
        String[] texts = IntStream.range(0, 200).mapToObj(i -> "m" + i).toArray(String[]::new);

        Beans.messaging().send("shared", texts);

        List<String> received = Inbox.take("shared", texts.length);
        List<String> messages = new ArrayList<>();
        received.forEach(line -> messages.add(line.substring(line.indexOf(':') + 1)));
        assertThat(messages).containsExactlyInAnyOrder(texts);
        assertThat(received).anyMatch(line -> line.startsWith("left:")).anyMatch(line -> line.startsWith("right:"));
        assertThat(Inbox.rest("shared")).isEmpty();
    }

    private static void receive(String inbox, String prefix, Message message) {
        try {
            Inbox.add(inbox, prefix + message.getBody(String.class));
        } catch (JMSException e) {
            throw new EJBException(e);
        }
    }

    /** One session: keeps the order. */
    @MessageDriven(
            activationConfig = {
                @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
                @ActivationConfigProperty(propertyName = "destination", propertyValue = "single"),
                @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "1")
            })
    public static class Single implements MessageListener {
        @Override
        public void onMessage(Message message) {
            receive("single", "", message);
        }
    }

    @MessageDriven(
            activationConfig = {
                @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
                @ActivationConfigProperty(propertyName = "destination", propertyValue = "shared")
            })
    public static class Left implements MessageListener {
        @Override
        public void onMessage(Message message) {
            receive("shared", "left:", message);
        }
    }

    @MessageDriven(
            activationConfig = {
                @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
                @ActivationConfigProperty(propertyName = "destination", propertyValue = "shared")
            })
    public static class Right implements MessageListener {
        @Override
        public void onMessage(Message message) {
            receive("shared", "right:", message);
        }
    }
}
