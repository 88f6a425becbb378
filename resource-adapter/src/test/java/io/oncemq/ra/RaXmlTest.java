// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.OnceMqSettings;
import io.oncemq.ra.inbound.ForeignActivationProperties;
import java.beans.Introspector;
import java.beans.PropertyDescriptor;
import java.io.File;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** ra.xml and the classes say the same. */
class RaXmlTest {
    private final Document document;

    RaXmlTest() throws Exception {
        document = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new File("src/main/rar/META-INF/ra.xml"));
    }

    private List<Element> elements(String name) {
        return children(document.getDocumentElement(), name, true);
    }

    private static List<Element> children(Element of, String name, boolean deep) {
        List<Element> found = new ArrayList<>();
        NodeList all = of.getElementsByTagName(name);
        for (int i = 0; i < all.getLength(); i++) {
            Element each = (Element) all.item(i);
            if (deep || each.getParentNode() == of) {
                found.add(each);
            }
        }
        return found;
    }

    private static String text(Element of, String name) {
        return children(of, name, false).get(0).getTextContent().strip();
    }

    private static Class<?> type(Element of, String name) throws ClassNotFoundException {
        return Class.forName(text(of, name));
    }

    private static Set<String> listed(Element of) {
        Set<String> names = new TreeSet<>();
        for (Element each : children(of, "config-property", false)) {
            assertThat(text(each, "config-property-type")).isEqualTo("java.lang.String");
            assertThat(names.add(text(each, "config-property-name"))).isTrue();
        }
        return names;
    }

    /** Instantiates, and sets and reads each listed property. */
    private static Object checked(Element of, String classElement, Class<?> uncounted) throws Exception {
        Class<?> type = type(of, classElement);
        Object bean = type.getDeclaredConstructor().newInstance();
        Set<String> settable = new TreeSet<>();
        for (PropertyDescriptor each : Introspector.getBeanInfo(type).getPropertyDescriptors()) {
            if (each.getPropertyType() == String.class && each.getWriteMethod() != null) {
                boolean foreign = each.getWriteMethod().getDeclaringClass() == uncounted;
                if (!foreign) {
                    settable.add(each.getName());
                    each.getWriteMethod().invoke(bean, "text");
                    assertThat(each.getReadMethod().invoke(bean)).isEqualTo("text");
                }
            }
        }
        assertThat(listed(of)).as(type.getName()).isEqualTo(settable);
        return bean;
    }

    @Test
    void adapterHasTheSettingsOfANode() throws Exception {
        Element adapter = elements("resourceadapter").get(0);

        assertThat(checked(adapter, "resourceadapter-class", Object.class))
                .isInstanceOf(jakarta.resource.spi.ResourceAdapter.class);

        Set<String> settings = new HashSet<>(OnceMqSettings.names());
        // A connection's own, and of no use in a server.
        settings.removeAll(Set.of("clientId", "linger", "jmsUser", "jmsPassword"));
        assertThat(listed(adapter)).isEqualTo(settings);
    }

    @Test
    void connectionDefinitionsFitTheirClasses() throws Exception {
        Set<String> interfaces = new HashSet<>();
        for (Element each : elements("connection-definition")) {
            Object factory = checked(each, "managedconnectionfactory-class", Object.class);

            assertThat(factory).isInstanceOf(jakarta.resource.spi.ManagedConnectionFactory.class);
            assertThat(type(each, "connectionfactory-interface"))
                    .isAssignableFrom(type(each, "connectionfactory-impl-class"));
            assertThat(type(each, "connection-interface")).isAssignableFrom(type(each, "connection-impl-class"));
            assertThat(interfaces.add(text(each, "connectionfactory-interface")))
                    .isTrue();
        }
        assertThat(interfaces)
                .containsExactlyInAnyOrder(
                        "jakarta.jms.ConnectionFactory",
                        "jakarta.jms.QueueConnectionFactory",
                        "jakarta.jms.TopicConnectionFactory");
    }

    @Test
    void activationHasThePropertiesOfItsBean() throws Exception {
        Element activation = elements("activationspec").get(0);

        Object spec = checked(activation, "activationspec-class", ForeignActivationProperties.class);

        assertThat(spec).isInstanceOf(jakarta.resource.spi.ActivationSpec.class);
        assertThat(listed(activation))
                .contains(
                        "destinationLookup",
                        "connectionFactoryLookup",
                        "destinationType",
                        "acknowledgeMode",
                        "messageSelector",
                        "subscriptionDurability",
                        "subscriptionName",
                        "clientId",
                        "destination",
                        "maxSession");
    }

    @Test
    void administeredObjectsAreDestinations() throws Exception {
        for (Element each : elements("adminobject")) {
            Object destination = checked(each, "adminobject-class", Object.class);

            assertThat(type(each, "adminobject-interface").isInstance(destination))
                    .isTrue();
            assertThat(destination).hasToString("text");
        }
        assertThat(elements("adminobject")).hasSize(2);
    }
}
