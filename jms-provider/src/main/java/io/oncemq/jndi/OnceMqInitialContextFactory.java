// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jndi;

import java.util.Hashtable;
import javax.naming.Context;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * The context that {@code java.naming.factory.initial=io.oncemq.jndi.OnceMqInitialContextFactory} makes. It is read-only and
 * holds what its properties say:
 *
 * <pre>
 * java.naming.provider.url        = the store's JDBC URL, for all factories
 * java.naming.security.principal  = jmsUser of all factories; java.naming.security.credentials = jmsPassword
 * connectionFactoryNames          = names of factories; ConnectionFactory, QueueConnectionFactory, TopicConnectionFactory
 * xaConnectionFactoryNames        = names of XA factories; XAConnectionFactory
 * connectionFactory.NAME          = a JDBC URL: a factory of that name for that store
 * connectionFactory.NAME.SETTING  = a setting of one factory
 * SETTING                         = a setting of all factories (docs/settings.md)
 * queue.NAME, topic.NAME          = the name of a queue or topic
 * </pre>
 *
 * {@code dynamicQueues/NAME} and {@code dynamicTopics/NAME} are there without being listed. Making the context connects
 * nowhere. Safe for any thread.
 */
public final class OnceMqInitialContextFactory implements InitialContextFactory {
    /** For {@link javax.naming.InitialContext}. */
    public OnceMqInitialContextFactory() {}

    /**
     * Reads the properties.
     *
     * @throws NamingException naming the property, the rule and the value
     */
    @Override
    @SuppressWarnings("JdkObsolete") // the API wants a Hashtable
    public Context getInitialContext(@Nullable Hashtable<?, ?> environment) throws NamingException {
        Hashtable<Object, Object> copy = new Hashtable<>();
        if (environment != null) {
            copy.putAll(environment);
        }
        return new ReadOnlyContext(AdministeredObjects.read(copy), "", copy);
    }
}
