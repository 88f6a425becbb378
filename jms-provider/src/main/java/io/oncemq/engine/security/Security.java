// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.security;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.store.StoreException;
import io.oncemq.store.UserRecords;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The rules that this node acts on, and who gets in by them. The rules are replaced as a whole, under {@code changes};
 * whoever asks takes no lock. Safe for any thread.
 */
public final class Security {
    private static final String REFUSED = "the user name or the password is not right";

    private final UserRecords records;
    private final EngineListener listener;
    private final VerifiedPasswords verified;

    /** They are kept by whoever listens. */
    private final Set<Runnable> changeListeners =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private final ReentrantLock changes = new ReentrantLock();
    private volatile Rules rules = Rules.unread();

    public Security(UserRecords records, EngineListener listener, LongSupplier nanoTime) {
        this.records = records;
        this.listener = listener;
        this.verified = new VerifiedPasswords(nanoTime);
    }

    /** True while no user is defined: everybody may connect and do everything. */
    public boolean isOpen() {
        return rules.isOpen();
    }

    /**
     * Lets a user in.
     *
     * @param user null or empty for nobody, who gets in while no user is defined
     * @throws AccessDeniedException if it does not get in; the same for a wrong name and a wrong password
     * @throws StoreException if the rules could not be read again, as they are before anybody is refused
     */
    public Access login(@Nullable String user, @Nullable String password) throws StoreException, AccessDeniedException {
        String name = user == null ? "" : user;
        String secret = password == null ? "" : password;
        Rules known = rules;
        Access access = tryLogin(known, name, secret);
        if (access == null) {
            // A user who was added elsewhere a moment ago is not known here yet.
            refresh();
            Rules newer = rules;
            if (newer != known) {
                access = tryLogin(newer, name, secret);
            }
        }
        if (access != null) {
            return access;
        }
        listener.loginRefused(name);
        throw new AccessDeniedException(
                name.isEmpty()
                        ? "this store has users, so a connection needs one: createConnection(user, password), or the"
                                + " settings jmsUser and jmsPassword of the connection factory"
                        : REFUSED);
    }

    private @Nullable Access tryLogin(Rules by, String user, String password) {
        if (by.isOpen()) {
            return Access.unverified(() -> rules);
        }
        if (user.isEmpty()) {
            return null;
        }
        String credential = by.credential(user);
        return matches(by, user, credential, password) && credential != null
                ? Access.verified(() -> rules, user, credential)
                : null;
    }

    /** Takes as long for those who are not there as for those who are. */
    private boolean matches(Rules by, String user, @Nullable String credential, String password) {
        if (credential == null) {
            return Credential.decoy(by.roundsOfSomebody(user)).matches(password);
        }
        if (verified.contains(user, credential, password)) {
            return true;
        }
        boolean right = read(by, user, credential).matches(password);
        if (right) {
            verified.add(user, credential, password);
        }
        return right;
    }

    private Credential read(Rules by, String user, String credential) {
        try {
            return Credential.parse(credential);
        } catch (IllegalArgumentException e) {
            listener.unexpected("the credential of user " + user + ", which nobody can use", e);
            return Credential.decoy(by.roundsOfSomebody(user));
        }
    }

    /** As {@link #refresh}, if this is not the version that this node acts on. */
    public void refreshTo(long version) throws StoreException {
        if (rules.version() != version) {
            refresh();
        }
    }

    /** Takes over what was changed in the store; cheap if nothing was. */
    public void refresh() throws StoreException {
        Rules before;
        Rules after;
        do {
            before = rules;
            if (records.version() == before.version()) {
                return;
            }
            after = Rules.of(
                    records.list(),
                    permission -> listener.unexpected(
                            permission + " cannot be read by this version; it allows nothing", null));
            // Replaced meanwhile: what was read here may be the older.
        } while (!replace(before, after));
        verified.clear();
        if (before.version() < 0 || before.isOpen() != after.isOpen()) {
            listener.storeGuarded(after.userCount());
        }
        List.copyOf(changeListeners).forEach(Runnable::run);
    }

    private boolean replace(Rules before, Rules after) {
        changes.lock();
        try {
            if (rules != before) {
                return false;
            }
            rules = after;
            return true;
        } finally {
            changes.unlock();
        }
    }

    /**
     * Told after each change of the rules, on the thread that took note of it: must be quick. The caller keeps it: a connection that an
     * application has dropped without closing it does not stay for that.
     */
    public void onChange(Runnable changed) {
        changeListeners.add(changed);
    }

    public void offChange(Runnable changed) {
        changeListeners.remove(changed);
    }
}
