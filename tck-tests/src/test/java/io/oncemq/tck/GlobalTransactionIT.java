// SPDX-License-Identifier: Apache-2.0
package io.oncemq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
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

/** Messages and an XA data source in one transaction, from the sender's side and from the bean's. */
@ExtendWith(ArquillianExtension.class)
class GlobalTransactionIT {
    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        return Archives.adapter();
    }

    @Deployment(name = "application", order = 2)
    static WebArchive application() {
        return Archives.application("xa", GlobalTransactionIT.class, Worker.class);
    }

    @Test
    @OperateOnDeployment("application")
    void committedSenderLeavesRowAndMessage() throws Exception {
        Beans.messaging().sendAndInsert("xa.out", "committed", false);

        assertThat(texts("xa.out")).containsOnlyOnce("committed");
        assertThat(Beans.business().rows("committed")).isEqualTo(1);
    }

    @Test
    @OperateOnDeployment("application")
    void rolledBackSenderLeavesNeither() throws Exception {
        Beans.messaging().sendAndInsert("xa.out", "rolled back", true);

        assertThat(texts("xa.out")).doesNotContain("rolled back");
        assertThat(Beans.business().rows("rolled back")).isZero();
    }

    @Test
    @OperateOnDeployment("application")
    void committedBeanLeavesRowAndReply() throws Exception {
        Beans.messaging().send("xa.in", "work");

        Inbox.expect("xa", "work 1");
        assertThat(textsEventually("xa.reply", "reply to work")).containsOnlyOnce("reply to work");
        assertThat(rowsEventually("work")).isEqualTo(1);
    }

    @Test
    @OperateOnDeployment("application")
    void beanThatMarksRollbackGetsTheMessageAgainAndLeavesOneRowAndOneReply() throws Exception {
        Beans.messaging().send("xa.in", "mark");

        Inbox.expect("xa", "mark 1", "mark 2");
        assertThat(textsEventually("xa.reply", "reply to mark")).containsOnlyOnce("reply to mark");
        assertThat(rowsEventually("mark")).isEqualTo(1);
    }

    @Test
    @OperateOnDeployment("application")
    void beanThatThrowsGetsTheMessageAgainAndLeavesOneRowAndOneReply() throws Exception {
        Beans.messaging().send("xa.in", "throw");

        Inbox.expect("xa", "throw 1", "throw 2");
        assertThat(textsEventually("xa.reply", "reply to throw")).containsOnlyOnce("reply to throw");
        assertThat(rowsEventually("throw")).isEqualTo(1);
    }

    private static List<String> texts(String queue) throws Exception {
        return Beans.messaging().browse(queue, message -> message.getBody(String.class));
    }

    /** The bean reports before its transaction commits, so the reply may still be on its way. */
    private static List<String> textsEventually(String queue, String text) throws Exception {
        return Eventually.get(() -> texts(queue), texts -> texts.contains(text));
    }

    /** The data source's branch may commit after that of the reply. */
    private static int rowsEventually(String text) throws Exception {
        return Eventually.get(() -> Beans.business().rows(text), rows -> rows > 0);
    }

    @MessageDriven(
            activationConfig = {
                @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
                @ActivationConfigProperty(propertyName = "destination", propertyValue = "xa.in"),
                @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "1")
            })
    public static class Worker implements MessageListener {
        @EJB
        private Business business;

        @EJB
        private Messaging messaging;

        @Resource
        private MessageDrivenContext transaction;

        @Override
        public void onMessage(Message message) {
            try {
                work(message.getBody(String.class), message.getIntProperty("JMSXDeliveryCount"));
            } catch (JMSException e) {
                throw new EJBException(e);
            }
        }

        private void work(String text, int attempt) {
            business.insert(text);
            messaging.send("xa.reply", "reply to " + text);
            Inbox.add("xa", text + " " + attempt);
            if (attempt == 1 && text.equals("mark")) {
                transaction.setRollbackOnly();
            }
            if (attempt == 1 && text.equals("throw")) {
                throw new IllegalStateException("first attempt fails");
            }
        }
    }
}
