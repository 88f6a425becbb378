// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.security;

import io.oncemq.message.DestinationName;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one connection may do, by the rules as they are now: a user who is removed, or gets another password, can do nothing
 * any more with what was opened before. Answers from memory. Safe for any thread.
 */
public final class Access {
    /** For what the engine does by itself: it may do everything. */
    public static final Access OF_ENGINE = new Access(null, "", "");

    private final @Nullable Supplier<Rules> rules;
    private final String user;
    private final String credential;

    private Access(@Nullable Supplier<Rules> rules, String user, String credential) {
        this.rules = rules;
        this.user = user;
        this.credential = credential;
    }

    /** For a connection that was opened while no user was defined. */
    static Access unverified(Supplier<Rules> rules) {
        return new Access(rules, "", "");
    }

    /**
     * For a user whose password was right.
     *
     * @param credential what it was checked against
     */
    static Access verified(Supplier<Rules> rules, String user, String credential) {
        return new Access(rules, user, credential);
    }

    /** The user whose password was right; empty if none was asked for. */
    public String user() {
        return user;
    }

    public boolean allows(Action action, DestinationName destination) {
        if (rules == null) {
            return true;
        }
        Rules now = rules.get();
        if (now.isOpen()) {
            return true;
        }
        Rights rights = rights(now);
        return rights != null && rights.allows(action, destination);
    }

    /**
     * True while the login that it was given for counts: no user is defined, or its user is there with the password that was
     * checked. If not, another login may help; what this user may do is another question.
     */
    public boolean isCurrent() {
        if (rules == null) {
            return true;
        }
        Rules now = rules.get();
        return now.isOpen() || rights(now) != null;
    }

    private @Nullable Rights rights(Rules now) {
        return user.isEmpty() ? null : now.rights(user, credential);
    }

    /**
     * Refuses what is not allowed.
     *
     * @throws AccessDeniedException saying who may not do what, and what would change that
     */
    public void require(Action action, DestinationName destination) throws AccessDeniedException {
        if (!allows(action, destination)) {
            throw denial(action, destination);
        }
    }

    private AccessDeniedException denial(Action action, DestinationName destination) {
        if (user.isEmpty()) {
            return new AccessDeniedException("this connection was opened before users were defined, so it may not "
                    + action.text() + " on " + destination + "; connect again as a user");
        }
        if (!isCurrent()) {
            return new AccessDeniedException("user '" + user + "' has been removed or has another password now, so this"
                    + " connection may not " + action.text() + " on " + destination + "; connect again");
        }
        String name = destination.kind().isTemporary() ? DestinationPattern.TEMPORARY : destination.name();
        return new AccessDeniedException("user '" + user + "' may not " + action.text() + " on " + destination
                + "; an administrator can allow it to a role of this user: OnceMqCommand permissions allow <role> '"
                + name
                + "' " + action.text());
    }
}
