// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.outbound;

import io.oncemq.OnceMqNode;
import io.oncemq.jms.Credentials;
import io.oncemq.ra.OnceMqResourceAdapter;
import io.oncemq.ra.node.StoreAccess;
import jakarta.jms.JMSException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ConnectionManager;
import jakarta.resource.spi.ConnectionRequestInfo;
import jakarta.resource.spi.ManagedConnection;
import jakarta.resource.spi.ManagedConnectionFactory;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAdapterAssociation;
import jakarta.resource.spi.ResourceAllocationException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.security.PasswordCredential;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Set;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/**
 * A connection factory as the server configures and pools it. Its managed connections know whom the server signs on, but
 * are alike whatever the application asks: so one can be shared by all sessions of a transaction, and recovery needs neither
 * user nor request.
 */
public class OnceMqManagedConnectionFactory implements ManagedConnectionFactory, ResourceAdapterAssociation {
    private static final long serialVersionUID = 1L;

    private @Nullable OnceMqResourceAdapter adapter;
    private @Nullable String clientId;
    private @Nullable String userName;
    private @Nullable String password;
    private transient @Nullable PrintWriter logWriter;

    // ---- configuration

    @Override
    public @Nullable ResourceAdapter getResourceAdapter() {
        return adapter;
    }

    @Override
    public void setResourceAdapter(ResourceAdapter resourceAdapter) throws ResourceException {
        if (!(resourceAdapter instanceof OnceMqResourceAdapter ours)) {
            throw new ResourceException(resourceAdapter.getClass().getName() + " is not OnceMQ's resource adapter");
        }
        adapter = ours;
    }

    /** Client identifier of the connections; several may be open at once. */
    public @Nullable String getClientId() {
        return clientId;
    }

    public void setClientId(String clientId) {
        this.clientId = clientId;
    }

    /** JMS user of connections for which neither the application nor the server names one; not the database's. */
    public @Nullable String getUserName() {
        return userName;
    }

    public void setUserName(String userName) {
        this.userName = userName;
    }

    /** Password of the JMS user. */
    public @Nullable String getPassword() {
        return password;
    }

    public void setPassword(String password) {
        this.password = password;
    }

    // ---- what the server calls

    @Override
    public ManagedFactory createConnectionFactory(ConnectionManager connectionManager) {
        return new ManagedFactory(this, connectionManager);
    }

    @Override
    public ManagedFactory createConnectionFactory() {
        return new ManagedFactory(this, new DirectConnections());
    }

    @Override
    public ManagedConnection createManagedConnection(@Nullable Subject subject, @Nullable ConnectionRequestInfo request)
            throws ResourceException {
        try {
            return new OnceMqManagedConnection(this, signOn(subject), node());
        } catch (JMSException e) {
            throw new ResourceAllocationException("the store cannot be reached: " + e.getMessage(), e);
        }
    }

    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public @Nullable ManagedConnection matchManagedConnections(
            Set connections, @Nullable Subject subject, @Nullable ConnectionRequestInfo request) {
        Credentials signOn = signOn(subject);
        for (Object each : connections) {
            if (each instanceof OnceMqManagedConnection ours && ours.isOf(this, signOn) && ours.isUsable()) {
                return ours;
            }
        }
        return null;
    }

    @Override
    public void setLogWriter(@Nullable PrintWriter logWriter) {
        this.logWriter = logWriter;
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return logWriter;
    }

    /** Whom the server signs on, if it does (Jakarta Connectors 2.1, 8.2.6). */
    private Credentials signOn(@Nullable Subject subject) {
        if (subject != null) {
            for (PasswordCredential each : subject.getPrivateCredentials(PasswordCredential.class)) {
                if (equals(each.getManagedConnectionFactory())) {
                    return new Credentials(each.getUserName(), new String(each.getPassword()));
                }
            }
        }
        return Credentials.NONE;
    }

    // ---- for the connections

    Credentials credentials() {
        return new Credentials(userName, password);
    }

    StoreAccess access() throws ResourceException {
        OnceMqResourceAdapter associated = adapter;
        if (associated == null) {
            throw new UnavailableException("the connection factory has no resource adapter", "ONCEMQ-3302");
        }
        return associated.access();
    }

    OnceMqNode node() throws ResourceException, JMSException {
        return access().node();
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof OnceMqManagedConnectionFactory that
                && domain().equals(that.domain())
                && Objects.equals(adapter, that.adapter)
                && Objects.equals(clientId, that.clientId)
                && Objects.equals(userName, that.userName)
                && Objects.equals(password, that.password);
    }

    /** Tells the kinds of factories apart. */
    String domain() {
        return "";
    }

    @Override
    public final int hashCode() {
        return Objects.hash(domain(), clientId, userName);
    }
}
