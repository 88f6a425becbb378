// SPDX-License-Identifier: Apache-2.0
package io.oncemq.tck;

import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Finds the session beans of the application that the test runs in. */
final class Beans {
    private Beans() {}

    static Messaging messaging() throws NamingException {
        return find("java:module/Messaging", Messaging.class);
    }

    static Business business() throws NamingException {
        return find("java:module/Business", Business.class);
    }

    @SuppressWarnings("BanJNDI") // The server runs in this JVM and the names are ours.
    static <T> T find(String name, Class<T> type) throws NamingException {
        return type.cast(new InitialContext().lookup(name));
    }
}
