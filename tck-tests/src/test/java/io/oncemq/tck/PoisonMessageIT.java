// SPDX-License-Identifier: Apache-2.0
package io.oncemq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
class PoisonMessageIT {
    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        return Archives.adapter();
    }

    @Deployment(name = "application", order = 2)
    static WebArchive application() {
        return Archives.application("poison", PoisonMessageIT.class, Choosy.class);
    }

    @Test
    @OperateOnDeployment("application")
    void messageThatAlwaysFailsEndsInTheDeadLetterQueueAndTheOthersGoOn() throws Exception {
        Beans.messaging().send("choosy", "poison", "good");

        List<String> dead = Eventually.get(PoisonMessageIT::deadLetters, letters -> !letters.isEmpty());
        assertThat(dead).hasSize(1);
        assertThat(dead.get(0)).startsWith("poison|choosy|10|").contains("cannot stand poison");
        assertThat(Eventually.get(() -> Beans.business().rows("good"), rows -> rows > 0))
                .isEqualTo(1);
        assertThat(Beans.business().rows("poison")).isZero();
        assertThat(Inbox.rest("choosy")).filteredOn("poison"::equals).hasSize(10);
    }

    private static List<String> deadLetters() throws Exception {
        return Beans.messaging()
                .browse(
                        "DLQ.choosy",
                        message -> String.join(
                                "|",
                                message.getBody(String.class),
                                message.getStringProperty("JMS_OnceMQ_Origin"),
                                message.getStringProperty("JMS_OnceMQ_Attempts"),
                                message.getStringProperty("JMS_OnceMQ_LastError")));
    }

    @MessageDriven(
            activationConfig = {
                @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
                @ActivationConfigProperty(propertyName = "destination", propertyValue = "choosy")
            })
    public static class Choosy implements MessageListener {
        @EJB
        private Business business;

        @Override
        public void onMessage(Message message) {
            try {
                String text = message.getBody(String.class);
                Inbox.add("choosy", text);
                business.insert(text);
                if (text.equals("poison")) {
                    throw new IllegalStateException("cannot stand " + text);
                }
            } catch (JMSException e) {
                throw new EJBException(e);
            }
        }
    }
}
