// SPDX-License-Identifier: Apache-2.0
package io.oncemq.framework;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Remembers the connections that a framework makes, so that a test can take them away. Safe for any thread. */
final class RememberingFactory implements ConnectionFactory {
    private final ConnectionFactory factory;
    private final List<Connection> made = new CopyOnWriteArrayList<>();
    private volatile boolean down;

    RememberingFactory(ConnectionFactory factory) {
        this.factory = factory;
    }

    /** All there were, closed ones too. */
    List<Connection> made() {
        return made;
    }

    /** Closes the connections behind the framework's back. */
    void takeAway() throws JMSException {
        for (Connection connection : made) {
            connection.close();
        }
    }

    /** Whether new connections are refused. */
    void down(boolean value) {
        down = value;
    }

    @Override
    public Connection createConnection() throws JMSException {
        if (down) {
            throw new JMSException("down, as the test wants it");
        }
        Connection connection = factory.createConnection();
        made.add(connection);
        return connection;
    }

    @Override
    public Connection createConnection(@Nullable String user, @Nullable String password) throws JMSException {
        return createConnection();
    }

    @Override
    public JMSContext createContext() {
        return factory.createContext();
    }

    @Override
    public JMSContext createContext(@Nullable String user, @Nullable String password) {
        return factory.createContext();
    }

    @Override
    public JMSContext createContext(@Nullable String user, @Nullable String password, int sessionMode) {
        return factory.createContext(sessionMode);
    }

    @Override
    public JMSContext createContext(int sessionMode) {
        return factory.createContext(sessionMode);
    }
}
