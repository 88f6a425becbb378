// SPDX-License-Identifier: Apache-2.0
package io.oncemq;

import io.oncemq.jms.Credentials;
import io.oncemq.jms.JmsErrors;
import io.oncemq.jms.JmsXaConnection;
import io.oncemq.jms.JmsXaContext;
import jakarta.jms.JMSException;
import jakarta.jms.XAConnection;
import jakarta.jms.XAConnectionFactory;
import jakarta.jms.XAJMSContext;
import jakarta.jms.XAQueueConnection;
import jakarta.jms.XAQueueConnectionFactory;
import jakarta.jms.XATopicConnection;
import jakarta.jms.XATopicConnectionFactory;
import org.jspecify.annotations.Nullable;

/** As {@link OnceMqConnectionFactory}, for use with a transaction manager. */
public final class OnceMqXaConnectionFactory extends JmsFactory
        implements XAConnectionFactory, XAQueueConnectionFactory, XATopicConnectionFactory {
    /** For the store at {@link OnceMqSettings#DEFAULT_URL}, or as the JavaBean properties say. */
    public OnceMqXaConnectionFactory() {
        this(OnceMqSettings.defaults());
    }

    /** For the store at a JDBC URL of H2 (embedded) or PostgreSQL. */
    public OnceMqXaConnectionFactory(String url) {
        this(OnceMqSettings.of(url));
    }

    public OnceMqXaConnectionFactory(OnceMqSettings settings) {
        super(settings);
    }

    private JmsXaConnection open(Credentials credentials) throws JMSException {
        return open(credentials, JmsXaConnection::new);
    }

    @Override
    public XAConnection createXAConnection() throws JMSException {
        return open(own());
    }

    @Override
    public XAConnection createXAConnection(@Nullable String user, @Nullable String password) throws JMSException {
        return open(new Credentials(user, password));
    }

    @Override
    public XAQueueConnection createXAQueueConnection() throws JMSException {
        return open(own(), JmsXaConnection::forQueues);
    }

    @Override
    public XAQueueConnection createXAQueueConnection(@Nullable String user, @Nullable String password)
            throws JMSException {
        return open(new Credentials(user, password), JmsXaConnection::forQueues);
    }

    @Override
    public XATopicConnection createXATopicConnection() throws JMSException {
        return open(own());
    }

    @Override
    public XATopicConnection createXATopicConnection(@Nullable String user, @Nullable String password)
            throws JMSException {
        return open(new Credentials(user, password));
    }

    @Override
    public XAJMSContext createXAContext() {
        return createXAContext(own());
    }

    @Override
    public XAJMSContext createXAContext(@Nullable String user, @Nullable String password) {
        return createXAContext(new Credentials(user, password));
    }

    private XAJMSContext createXAContext(Credentials credentials) {
        try {
            return JmsXaContext.create(open(credentials));
        } catch (JMSException e) {
            throw JmsErrors.unchecked(e);
        }
    }
}
