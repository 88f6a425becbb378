// SPDX-License-Identifier: Apache-2.0
package io.oncemq.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.resource.AdministeredObjectDefinition;
import javax.naming.NamingException;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.ResourceAdapterArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A bean that asks for what cannot be is refused at deployment, and the log says which property is wrong. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
class BadActivationIT {
    @ArquillianResource
    private Deployer deployer;

    @Deployment(name = "adapter", order = 1, testable = false)
    static ResourceAdapterArchive adapter() {
        return Archives.adapter();
    }

    @Deployment(name = "unknown", managed = false, testable = false)
    static WebArchive unknownProperty() {
        return Archives.application("bad-unknown", Deaf.class, UnknownProperty.class);
    }

    @Deployment(name = "none", managed = false, testable = false)
    static WebArchive noDestination() {
        return Archives.application("bad-none", Deaf.class, NoDestination.class);
    }

    @Deployment(name = "type", managed = false, testable = false)
    static WebArchive wrongType() {
        return Archives.application("bad-type", Deaf.class, WrongType.class);
    }

    @Deployment(name = "mismatch", managed = false, testable = false)
    static WebArchive typeMismatch() {
        return Archives.application("bad-mismatch", Deaf.class, TypeMismatch.class);
    }

    @Deployment(name = "selector", managed = false, testable = false)
    static WebArchive badSelector() {
        return Archives.application("bad-selector", Deaf.class, BadSelector.class);
    }

    @Deployment(name = "maxsession", managed = false, testable = false)
    static WebArchive badMaxSession() {
        return Archives.application("bad-maxsession", Deaf.class, BadMaxSession.class);
    }

    @Test
    void unknownPropertyIsNamed() throws Exception {
        assertThat(complaintsAbout("unknown")).contains("destinationNmae is unknown", "destinationLookup");
    }

    @Test
    void missingDestinationIsNamed() throws Exception {
        assertThat(complaintsAbout("none")).contains("destination");
    }

    @Test
    void wrongDestinationTypeIsNamed() throws Exception {
        assertThat(complaintsAbout("type")).contains("destinationType");
    }

    @Test
    void destinationOfAnotherTypeIsNamed() throws Exception {
        assertThat(complaintsAbout("mismatch")).contains("destinationType", "java:app/jms/topic");
    }

    @Test
    void badSelectorIsNamed() throws Exception {
        assertThat(complaintsAbout("selector")).contains("messageSelector");
    }

    @Test
    void badNumberIsNamed() throws Exception {
        assertThat(complaintsAbout("maxsession")).contains("maxSession");
    }

    private String complaintsAbout(String deployment) {
        try (LoggedLines logged = new LoggedLines()) {
            // Does not fail, whatever the server says: Payara answers null and the connector takes it for success.
            deployer.deploy(deployment);
            assertThatThrownBy(() -> Beans.find("java:global/bad-" + deployment + "/Messaging", Messaging.class))
                    .as("the application is not there")
                    .isInstanceOf(NamingException.class);
            deployer.undeploy(deployment);
            return logged.toString();
        }
    }

    /** Never fed. */
    @AdministeredObjectDefinition(
            name = "java:app/jms/topic",
            interfaceName = "jakarta.jms.Topic",
            className = "io.oncemq.ra.OnceMqTopic",
            resourceAdapter = "oncemq",
            properties = "physicalName=bad")
    public static class Deaf implements MessageListener {
        @Override
        public void onMessage(Message message) {
            throw new IllegalStateException("no message can come here");
        }
    }

    @MessageDriven(
            activationConfig = {
                @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
                @ActivationConfigProperty(propertyName = "destination", propertyValue = "bad"),
                @ActivationConfigProperty(propertyName = "destinationNmae", propertyValue = "typo")
            })
    public static class UnknownProperty extends Deaf {}

    @MessageDriven(
            activationConfig = {
                @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue")
            })
    public static class NoDestination extends Deaf {}

    @MessageDriven(
            activationConfig = {
                @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Quee"),
                @ActivationConfigProperty(propertyName = "destination", propertyValue = "bad")
            })
    public static class WrongType extends Deaf {}

    @MessageDriven(
            activationConfig = {
                @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
                @ActivationConfigProperty(propertyName = "destinationLookup", propertyValue = "java:app/jms/topic")
            })
    public static class TypeMismatch extends Deaf {}

    @MessageDriven(
            activationConfig = {
                @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
                @ActivationConfigProperty(propertyName = "destination", propertyValue = "bad"),
                @ActivationConfigProperty(propertyName = "messageSelector", propertyValue = "severity >")
            })
    public static class BadSelector extends Deaf {}

    @MessageDriven(
            activationConfig = {
                @ActivationConfigProperty(propertyName = "destinationType", propertyValue = "jakarta.jms.Queue"),
                @ActivationConfigProperty(propertyName = "destination", propertyValue = "bad"),
                @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "many")
            })
    public static class BadMaxSession extends Deaf {}
}
