// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jndi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqSettings;
import io.oncemq.OnceMqXaConnectionFactory;
import io.oncemq.jms.JmsQueue;
import io.oncemq.jms.JmsTopic;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.TopicConnectionFactory;
import jakarta.jms.XAConnectionFactory;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import javax.naming.Binding;
import javax.naming.CompositeName;
import javax.naming.ConfigurationException;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.InvalidNameException;
import javax.naming.NameClassPair;
import javax.naming.NameNotFoundException;
import javax.naming.NamingEnumeration;
import javax.naming.NamingException;
import javax.naming.NotContextException;
import javax.naming.OperationNotSupportedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings({"BanJNDI", "JdkObsolete"}) // that is what is tested, by an API that wants a Hashtable
class InitialContextTest {
    private static final String URL = "jdbc:h2:mem:jndi";

    private static Context context(String... namesAndValues) throws NamingException {
        Properties properties = new Properties();
        properties.setProperty(Context.INITIAL_CONTEXT_FACTORY, "io.oncemq.jndi.OnceMqInitialContextFactory");
        properties.setProperty(Context.PROVIDER_URL, URL);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            properties.setProperty(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new InitialContext(properties);
    }

    private static OnceMqSettings settings(Context context, String name) throws NamingException {
        return ((OnceMqConnectionFactory) context.lookup(name)).settings();
    }

    // Factories

    @Test
    void theUsualFactoriesAreThereWithoutBeingNamed() throws Exception {
        Context context = context();

        assertThat(context.lookup("ConnectionFactory")).isInstanceOf(ConnectionFactory.class);
        assertThat(context.lookup("QueueConnectionFactory")).isInstanceOf(QueueConnectionFactory.class);
        assertThat(context.lookup("TopicConnectionFactory")).isInstanceOf(TopicConnectionFactory.class);
        assertThat(context.lookup("XAConnectionFactory")).isInstanceOf(XAConnectionFactory.class);
        assertThat(settings(context, "ConnectionFactory").url()).isEqualTo(URL);
    }

    @Test
    void withoutUrlItIsTheDefaultStore() throws Exception {
        Context context = new OnceMqInitialContextFactory().getInitialContext(null);

        assertThat(settings(context, "ConnectionFactory").url()).isEqualTo(OnceMqSettings.DEFAULT_URL);
    }

    @Test
    void factoriesAreNamedAndSetOneByOne() throws Exception {
        Context context = context(
                "connectionFactoryNames", "jms/orders , audit",
                "xaConnectionFactoryNames", "jms/xa",
                "maxDeliveries", "3",
                "connectionFactory.jms/orders.clientId", "shop",
                "connectionFactory.audit.maxDeliveries", "7",
                "connectionFactory.audit.url", "jdbc:h2:mem:audit",
                "connectionFactory.other.cf", "jdbc:h2:mem:other",
                "connectionFactory.jms/xa.window", "5");

        assertThat(settings(context, "jms/orders").connections().clientId()).isEqualTo("shop");
        assertThat(settings(context, "jms/orders").engine().maxDeliveries()).isEqualTo(3);
        assertThat(settings(context, "audit").engine().maxDeliveries()).isEqualTo(7);
        assertThat(settings(context, "audit").url()).isEqualTo("jdbc:h2:mem:audit");
        assertThat(settings(context, "other.cf").url()).isEqualTo("jdbc:h2:mem:other");
        OnceMqXaConnectionFactory xa = (OnceMqXaConnectionFactory) context.lookup("jms/xa");
        assertThat(xa.settings().engine().window()).isEqualTo(5);
        assertThatThrownBy(() -> context.lookup("ConnectionFactory")).isInstanceOf(NameNotFoundException.class);
    }

    @Test
    void principalAndCredentialsAreTheJmsUser() throws Exception {
        Context context = context(Context.SECURITY_PRINCIPAL, "alice", Context.SECURITY_CREDENTIALS, "s3cret");

        OnceMqSettings settings = settings(context, "ConnectionFactory");
        assertThat(settings.connections().credentials().user()).isEqualTo("alice");
        assertThat(settings.connections().credentials().password()).isEqualTo("s3cret");
        assertThat(context.lookup("ConnectionFactory").toString()).doesNotContain("s3cret");
    }

    // Destinations

    @Test
    void queuesAndTopicsAreFoundByName() throws Exception {
        Context context = context("queue.jms/queue/orders", "shop.orders", "topic.news", "all the news");

        assertThat(context.lookup("jms/queue/orders")).isEqualTo(new JmsQueue("shop.orders"));
        assertThat(context.lookup(new CompositeName("jms/queue/orders"))).isEqualTo(new JmsQueue("shop.orders"));
        assertThat(context.lookupLink("news")).isEqualTo(new JmsTopic("all the news"));
        assertThat(context.lookup("dynamicQueues/any.queue")).isEqualTo(new JmsQueue("any.queue"));
        assertThat(context.lookup("dynamicTopics/a/b")).isEqualTo(new JmsTopic("a/b"));
        assertThat(((Context) context.lookup("dynamicQueues")).lookup("x")).isEqualTo(new JmsQueue("x"));
    }

    @Test
    void whatIsNotThereIsToldWithWhatIs() throws Exception {
        Context context = context("queue.orders", "o");

        assertThatThrownBy(() -> context.lookup("order"))
                .isInstanceOf(NameNotFoundException.class)
                .hasMessageContaining("'order'")
                .hasMessageContaining("orders")
                .hasMessageContaining("dynamicQueues/");
        assertThatThrownBy(() -> context.lookup("dynamicQueues/" + "x".repeat(256)))
                .isInstanceOf(InvalidNameException.class)
                .hasMessageContaining("255");
    }

    /** A name that is a URL of another scheme is a name like any other here: nothing is fetched. */
    @ParameterizedTest
    @ValueSource(strings = {"ldap://localhost:1/x", "rmi://localhost:1/x", "file:///etc/passwd"})
    void noUrlIsFollowed(String url) throws Exception {
        Context context = new OnceMqInitialContextFactory().getInitialContext(null);

        assertThatThrownBy(() -> context.lookup(url)).isInstanceOf(NameNotFoundException.class);
    }

    // Properties that are wrong

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "conectionFactoryNames|x|connectionFactoryNames",
                "brokerURL|vm://localhost|queue.<name>",
                "connectionFactory.nobody.clientId|x|connectionFactoryNames",
                "connectionFactory.ConnectionFactory.clientID|x|did you mean clientId?",
                "connectionFactory.ConnectionFactory.window|many|whole number, was 'many'",
                "connectionFactory.ConnectionFactory|vm://localhost|jdbc:h2:",
                "leaseTerm|soon|a duration",
                "java.naming.provider.url|vm://localhost|jdbc:h2:",
                "connectionFactory.ConnectionFactory.url|jdbc:h2:tcp://host/x|embedded H2",
                "queue.orders||1 to 255 characters",
                "queue./orders|x|/",
                "queue.ConnectionFactory|x|two things",
                "topic.ConnectionFactory/x|x|cannot both be",
                "dataSourceLookup|ldap://host/x|local name"
            })
    void aWrongPropertyIsNamedWithItsRule(String property, String value, String rule) {
        assertThatThrownBy(() -> context(property, value == null ? "" : value))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(rule)
                .satisfies(e -> assertThat(e.getMessage())
                        .containsAnyOf(property, property.substring(property.indexOf('.') + 1)));
    }

    @Test
    void whatIsNotTextIsRefused() {
        Hashtable<String, Object> environment = new Hashtable<>(Map.of("queue.orders", 1));

        assertThatThrownBy(() -> new OnceMqInitialContextFactory().getInitialContext(environment))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("queue.orders");
    }

    // Listing

    @Test
    void aContextListsWhatItHolds() throws Exception {
        Context context = context(
                "connectionFactoryNames", "cf",
                "xaConnectionFactoryNames", "",
                "queue.jms/orders", "o",
                "queue.jms/deep/bills", "b");

        assertThat(names(context.list(""))).containsExactly("cf", "jms");
        assertThat(names(context.list("jms"))).containsExactly("deep", "orders");
        Context jms = (Context) context.lookup("jms");
        assertThat(jms.getNameInNamespace()).isEqualTo("jms");
        assertThat(jms.lookup("deep/bills")).isEqualTo(new JmsQueue("b"));
        NamingEnumeration<Binding> bindings = jms.listBindings("");
        assertThat(bindings.next().getObject()).isInstanceOf(Context.class);
        Binding orders = bindings.next();
        assertThat(orders.getObject()).isEqualTo(new JmsQueue("o"));
        assertThat(orders.getClassName()).isEqualTo(JmsQueue.class.getName());
        assertThat(bindings.hasMore()).isFalse();
        assertThatThrownBy(() -> context.list("cf")).isInstanceOf(NotContextException.class);
        assertThatThrownBy(() -> context.list("nothing")).isInstanceOf(NameNotFoundException.class);
    }

    private static List<String> names(NamingEnumeration<NameClassPair> listing) throws NamingException {
        List<String> names = new ArrayList<>();
        while (listing.hasMore()) {
            names.add(listing.next().getName());
        }
        return names;
    }

    @Test
    void namesAreComposedAndParsed() throws Exception {
        Context context = new OnceMqInitialContextFactory().getInitialContext(null);

        assertThat(context.composeName("b", "a")).isEqualTo("a/b");
        assertThat(context.getNameParser("").parse("a/b")).isEqualTo(new CompositeName("a/b"));
        assertThat(context.lookup("")).isInstanceOf(Context.class);
    }

    @Test
    void nothingCanBeChanged() throws Exception {
        Context context = new OnceMqInitialContextFactory().getInitialContext(null);

        for (Change change : List.<Change>of(
                () -> context.bind("x", "y"),
                () -> context.rebind("x", "y"),
                () -> context.unbind("ConnectionFactory"),
                () -> context.rename("ConnectionFactory", "y"),
                () -> context.createSubcontext("x"),
                () -> context.destroySubcontext("x"),
                () -> context.addToEnvironment("x", "y"),
                () -> context.removeFromEnvironment("x"))) {
            assertThatThrownBy(change::make)
                    .isInstanceOf(OperationNotSupportedException.class)
                    .hasMessageContaining("read-only");
        }
        context.getEnvironment().clear();
        assertThat(context.lookup("ConnectionFactory")).isNotNull();
    }

    @FunctionalInterface
    private interface Change {
        void make() throws NamingException;
    }
}
