// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.jboss.tm.XAResourceWrapper;

/**
 * A resource by the name of its resource manager. Narayana then takes a branch for ended when it is not among the prepared
 * ones and its resource manager was asked just now; without names it cannot tell that from one that could not be reached.
 */
final class NamedResource implements XAResourceWrapper {
    private final String name;
    private final XAResource resource;

    NamedResource(String name, XAResource resource) {
        this.name = name;
        this.resource = resource;
    }

    @Override
    public String getJndiName() {
        return name;
    }

    @Override
    public XAResource getResource() {
        return resource;
    }

    @Override
    public String getProductName() {
        return name;
    }

    @Override
    public String getProductVersion() {
        return "";
    }

    @Override
    public boolean isSameRM(XAResource other) throws XAException {
        return resource.isSameRM(other instanceof NamedResource named ? named.resource : other);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NamedResource named && named.name.equals(name) && named.resource.equals(resource);
    }

    @Override
    public int hashCode() {
        return resource.hashCode();
    }

    @Override
    public void start(Xid xid, int flags) throws XAException {
        resource.start(xid, flags);
    }

    @Override
    public void end(Xid xid, int flags) throws XAException {
        resource.end(xid, flags);
    }

    @Override
    public int prepare(Xid xid) throws XAException {
        return resource.prepare(xid);
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
        resource.commit(xid, onePhase);
    }

    @Override
    public void rollback(Xid xid) throws XAException {
        resource.rollback(xid);
    }

    @Override
    public void forget(Xid xid) throws XAException {
        resource.forget(xid);
    }

    @Override
    public Xid[] recover(int flag) throws XAException {
        return resource.recover(flag);
    }

    @Override
    public int getTransactionTimeout() throws XAException {
        return resource.getTransactionTimeout();
    }

    @Override
    public boolean setTransactionTimeout(int seconds) throws XAException {
        return resource.setTransactionTimeout(seconds);
    }

    @Override
    public String toString() {
        return name + " " + resource;
    }
}
