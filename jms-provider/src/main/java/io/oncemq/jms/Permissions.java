// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.Engine;
import io.oncemq.engine.security.Access;
import io.oncemq.engine.security.AccessDeniedException;
import io.oncemq.engine.security.Action;
import io.oncemq.message.DestinationName;
import io.oncemq.store.StoreException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;

/** What one connection may do, in the exceptions of the API. Answers from memory. Safe for any thread. */
final class Permissions {
    private final Access access;

    private Permissions(Access access) {
        this.access = access;
    }

    /**
     * Those of a user whose password is checked now.
     *
     * @throws JMSSecurityException if it does not get in
     */
    static Permissions of(Engine engine, Credentials credentials) throws JMSException {
        try {
            return new Permissions(engine.security().login(credentials.user(), credentials.password()));
        } catch (AccessDeniedException e) {
            throw JmsErrors.loginRefused(e);
        } catch (StoreException e) {
            throw JmsErrors.store("check the user", e);
        }
    }

    /** For calls of the engine that ask by themselves. */
    Access access() {
        return access;
    }

    /** The user whose password was right; empty for nobody. */
    String user() {
        return access.user();
    }

    boolean allows(Action action, DestinationName destination) {
        return access.allows(action, destination);
    }

    void require(Action action, DestinationName destination) throws JMSSecurityException {
        try {
            access.require(action, destination);
        } catch (AccessDeniedException e) {
            throw JmsErrors.accessDenied(e);
        }
    }
}
