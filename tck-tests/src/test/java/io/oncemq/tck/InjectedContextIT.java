// SPDX-License-Identifier: Apache-2.0
package io.oncemq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.Resource;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ArquillianExtension.class)
class InjectedContextIT {
    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        return Archives.adapter();
    }

    @Deployment(name = "application", order = 2)
    static WebArchive application() {
        return Archives.application("injected", InjectedContextIT.class, Sender.class);
    }

    @Test
    @OperateOnDeployment("application")
    void injectedContextSendsWithTheTransaction() throws Exception {
        sender().send("injected.committed", "kept", false);
        sender().send("injected.rolledback", "dropped", true);

        assertThat(texts("injected.committed")).containsExactly("kept");
        assertThat(texts("injected.rolledback")).isEmpty();
    }

    @Test
    @OperateOnDeployment("application")
    void injectedContextSendsAtOnceWithoutTransaction() throws Exception {
        sender().sendWithoutTransaction("injected.direct", "now");

        assertThat(texts("injected.direct")).containsExactly("now");
    }

    private static Sender sender() throws Exception {
        return Beans.find("java:module/Sender", Sender.class);
    }

    private static List<String> texts(String queue) throws Exception {
        return Beans.messaging().browse(queue, InjectedContextIT::text);
    }

    private static String text(Message message) throws JMSException {
        return message.getBody(String.class);
    }

    @Stateless
    public static class Sender {
        @Inject
        @JMSConnectionFactory("java:app/jms/cf")
        private JMSContext context;

        @Resource
        private SessionContext transaction;

        public void send(String queue, String text, boolean rollback) {
            context.createProducer().send(context.createQueue(queue), text);
            if (rollback) {
                transaction.setRollbackOnly();
            }
        }

        @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
        public void sendWithoutTransaction(String queue, String text) {
            context.createProducer().send(context.createQueue(queue), text);
        }
    }
}
