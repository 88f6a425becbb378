// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jndi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqSettings;
import io.oncemq.OnceMqXaConnectionFactory;
import io.oncemq.jms.JmsQueue;
import io.oncemq.jms.JmsTopic;
import io.oncemq.jms.JmsxProperties;
import io.oncemq.testkit.TestDatabases;
import jakarta.jms.JMSContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import javax.naming.BinaryRefAddr;
import javax.naming.NamingException;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.Referenceable;
import javax.naming.StringRefAddr;
import javax.naming.spi.NamingManager;
import javax.naming.spi.ObjectFactory;
import org.junit.jupiter.api.Test;

/** Connection factories and destinations in a directory and in a stream (specification, 2.2 and 5.7). */
@SuppressWarnings("JdkObsolete") // the API wants a Hashtable
class AdministeredObjectTest {
    private static final OnceMqSettings SETTINGS = OnceMqSettings.builder()
            .url("jdbc:h2:mem:administered")
            .user("db")
            .password("dbs3cret")
            .jmsUser("alice")
            .jmsPassword("s3cret")
            .set("leaseTerm", "30s")
            .set("maxMessageSize", "2MiB")
            .set("durability", "process")
            .clientId("shop")
            .populateJmsxUserId(true)
            .applicationId("billing")
            .populateJmsxTxIds(true)
            .populateJmsxRcvTimestamp(true)
            .build();

    private static Object made(Referenceable object) throws Exception {
        Reference reference = object.getReference();
        ObjectFactory factory = Class.forName(reference.getFactoryClassName())
                .asSubclass(ObjectFactory.class)
                .getDeclaredConstructor()
                .newInstance();
        return java.util.Objects.requireNonNull(factory.getObjectInstance(reference, null, null, null));
    }

    private static byte[] bytes(Object object) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    @SuppressWarnings("BanSerializableRead") // what the test has just written
    private static Object read(byte[] bytes) throws Exception {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        }
    }

    private static void assertSame(OnceMqSettings settings) {
        assertThat(settings.url()).isEqualTo(SETTINGS.url());
        assertThat(settings.engine()).isEqualTo(SETTINGS.engine());
        assertThat(settings.connections().clientId()).isEqualTo("shop");
        assertThat(settings.connections().jmsxProperties()).isEqualTo(new JmsxProperties(true, "billing", true, true));
        assertThat(settings.connections().credentials().user()).isEqualTo("alice");
        assertThat(settings.connections().credentials().password())
                .as("not kept")
                .isNull();
    }

    @Test
    void aFactoryComesBackFromItsReferenceWithoutItsPasswords() throws Exception {
        OnceMqConnectionFactory factory = new OnceMqConnectionFactory(SETTINGS);

        assertSame(((OnceMqConnectionFactory) made(factory)).settings());
        assertSame(((OnceMqXaConnectionFactory) made(new OnceMqXaConnectionFactory(SETTINGS))).settings());
        for (RefAddr each : Collections.list(factory.getReference().getAll())) {
            assertThat(String.valueOf(each.getContent())).doesNotContain("s3cret");
        }
    }

    @Test
    void aFactoryComesBackFromAStreamWithoutItsPasswords() throws Exception {
        byte[] bytes = bytes(new OnceMqConnectionFactory(SETTINGS));

        assertSame(((OnceMqConnectionFactory) read(bytes)).settings());
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("s3cret");
        assertSame(((OnceMqXaConnectionFactory) read(bytes(new OnceMqXaConnectionFactory(SETTINGS)))).settings());
    }

    @Test
    void aFactoryThatCameBackConnects() throws Exception {
        OnceMqConnectionFactory factory = new OnceMqConnectionFactory(TestDatabases.H2.newUrl());

        try (OnceMqConnectionFactory copy = (OnceMqConnectionFactory) read(bytes(factory));
                JMSContext context = copy.createContext()) {
            context.createProducer().send(context.createQueue("q"), "x");
        }
    }

    @Test
    void aFactoryWithADataSourceObjectStaysWhereItIs() throws Exception {
        OnceMqConnectionFactory factory = new OnceMqConnectionFactory(OnceMqSettings.builder()
                .dataSource(TestDatabases.H2.dataSourceAt(TestDatabases.H2.newUrl()))
                .build());

        assertThatThrownBy(factory::getReference)
                .isInstanceOf(NamingException.class)
                .hasMessageContaining("dataSourceLookup");
        assertThatThrownBy(() -> bytes(factory))
                .isInstanceOf(NotSerializableException.class)
                .hasMessageContaining("dataSourceLookup");
    }

    @Test
    void destinationsComeBack() throws Exception {
        for (Object each : List.of(new JmsQueue("orders"), new JmsTopic("news"))) {
            assertThat(made((Referenceable) each)).isEqualTo(each);
            assertThat(read(bytes(each))).isEqualTo(each).hasSameClassAs(each);
        }
        assertThat(NamingManager.getObjectInstance(
                        new JmsQueue("orders").getReference(), null, null, new Hashtable<>()))
                .isEqualTo(new JmsQueue("orders"));
    }

    /** A stream that says queue and holds a topic's name: it becomes what its name is, not what could not be. */
    @Test
    void aStreamCannotMakeAQueueThatIsATopic() throws Exception {
        String asRead = new String(bytes(new JmsQueue("orders")), StandardCharsets.ISO_8859_1);
        int kind = asRead.lastIndexOf("QUEUE");
        byte[] forged = (asRead.substring(0, kind) + "TOPIC" + asRead.substring(kind + 5))
                .getBytes(StandardCharsets.ISO_8859_1);

        assertThat(read(forged)).isEqualTo(new JmsTopic("orders")).isInstanceOf(JmsTopic.class);
    }

    @Test
    void areferenceIsReadAsTextsOnly() throws Exception {
        OnceMqObjectFactory factory = new OnceMqObjectFactory();
        String type = OnceMqConnectionFactory.class.getName();

        assertThat(factory.getObjectInstance("text", null, null, null)).isNull();
        assertThat(factory.getObjectInstance(new Reference("java.lang.Runtime"), null, null, null))
                .isNull();
        assertThatThrownBy(() -> factory.getObjectInstance(
                        new Reference(type, new BinaryRefAddr("url", new byte[] {1})), null, null, null))
                .isInstanceOf(NamingException.class)
                .hasMessageContaining("url is not a text");
        assertThatThrownBy(() -> factory.getObjectInstance(
                        new Reference(type, new StringRefAddr("codebase", "http://host/")), null, null, null))
                .isInstanceOf(NamingException.class)
                .hasMessageContaining("'codebase'");
        assertThatThrownBy(() -> factory.getObjectInstance(
                        new Reference(type, new StringRefAddr("dataSourceLookup", "ldap://host/x")), null, null, null))
                .isInstanceOf(NamingException.class)
                .hasMessageContaining("local name");
        assertThatThrownBy(() -> factory.getObjectInstance(
                        new Reference(type, new StringRefAddr("url", "jdbc:h2:mem:x;INIT=runscript from 'x'")),
                        null,
                        null,
                        null))
                .isInstanceOf(NamingException.class);
        assertThatThrownBy(() -> factory.getObjectInstance(new Reference(JmsQueue.class.getName()), null, null, null))
                .isInstanceOf(NamingException.class)
                .hasMessageContaining("no name");
    }
}
