// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import io.oncemq.engine.security.Access;
import io.oncemq.engine.security.AccessDeniedException;
import io.oncemq.engine.security.Security;
import io.oncemq.jms.Credentials;
import io.oncemq.store.StoreException;

/**
 * As whom an activation receives. What it may do is by its last login, which another one can replace: a bean is deployed once, while its
 * user may be removed and come back. Equal to itself only. Safe for any thread.
 */
final class BeanUser {
    private final Security security;
    private final Credentials credentials;
    private volatile Access access;

    private BeanUser(Security security, Credentials credentials, Access access) {
        this.security = security;
        this.credentials = credentials;
        this.access = access;
    }

    /**
     * Logs in.
     *
     * @throws AccessDeniedException if the user does not get in
     * @throws StoreException if that cannot be told now
     */
    static BeanUser login(Security security, Credentials credentials) throws StoreException, AccessDeniedException {
        return new BeanUser(security, credentials, security.login(credentials.user(), credentials.password()));
    }

    /** As {@link #login}, in place of a login that does not count any more. Slow if it is refused, as for everybody. */
    void loginAgain() throws StoreException, AccessDeniedException {
        access = security.login(credentials.user(), credentials.password());
    }

    Access access() {
        return access;
    }
}
