// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.XAJMSContext;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAResource;

/** A context whose session is an XA session. */
public final class JmsXaContext extends JmsContext implements XAJMSContext {
    private final JmsXaConnection connection;

    private JmsXaContext(JmsXaConnection connection) {
        super(connection, SESSION_TRANSACTED, new AtomicInteger(1));
        this.connection = connection;
    }

    /** The first context of a connection that is its own from now on. */
    public static JmsXaContext create(JmsXaConnection connection) {
        return new JmsXaContext(connection);
    }

    @Override
    JmsSession newSession() throws JMSException {
        return connection.createXASession();
    }

    @Override
    public JMSContext getContext() {
        return this;
    }

    @Override
    public XAResource getXAResource() {
        return Unchecked.get(() -> ((JmsXaSession) session()).getXAResource());
    }
}
