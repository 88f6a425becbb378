// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.security;

import io.oncemq.message.StoredText;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.UserRecords;
import io.oncemq.store.UserRecords.PermissionRecord;
import java.util.Collection;
import java.util.List;

/**
 * What an administrator changes: users, their roles, and what roles may do. In effect on this node when a call returns, on
 * the others
 * at once where nodes tell each other, else within about a second. Safe for any thread.
 */
public final class Users {
    /** The longest name of a user or role, in characters. */
    public static final int MAX_NAME_LENGTH = StoredText.COLUMN_LENGTH;

    /** The longest password, in characters. */
    public static final int MAX_PASSWORD_LENGTH = 1_000;

    private static final int MAX_PATTERN_LENGTH = StoredText.COLUMN_LENGTH;

    private final UserRecords records;
    private final Security security;
    private final Runnable others;

    /**
     * The administration by one node.
     *
     * @param others tells other nodes to look
     */
    public Users(UserRecords records, Security security, Runnable others) {
        this.records = records;
        this.security = security;
        this.others = others;
    }

    /** All users and permissions as they are in the store now. */
    public UserRecords.Listing list() throws StoreException {
        return records.list();
    }

    /**
     * Adds a user. The first one closes the store for everybody else.
     *
     * @throws StoreRefusedException if there is one of that name
     * @throws IllegalArgumentException if the name or the password breaks its rule
     */
    public void add(String name, String password) throws StoreException {
        requireName("user", name);
        if (!records.add(name, credential(password))) {
            throw new StoreRefusedException("there is a user '" + name + "' already", null);
        }
        takeEffect();
    }

    /**
     * Gives a user another password; what was opened with the old one can do nothing any more.
     *
     * @throws StoreRefusedException if there is no such user
     * @throws IllegalArgumentException if the password breaks its rule
     */
    public void changePassword(String name, String password) throws StoreException {
        require(records.changeCredential(name, credential(password)), "there is no user '" + name + "'");
    }

    /**
     * Removes a user; its connections can do nothing any more.
     *
     * @throws StoreRefusedException if there is no such user, or it is the last one
     */
    public void remove(String name) throws StoreException {
        require(records.remove(name), "there is no user '" + name + "'");
    }

    /** Removes all users: everybody may connect and do everything then. */
    public void removeAll() throws StoreException {
        records.removeAll();
        takeEffect();
    }

    /**
     * Gives a user a role; roles exist by being named.
     *
     * @throws StoreRefusedException if there is no such user
     * @throws IllegalArgumentException if the role's name breaks its rule
     */
    public void grant(String user, String role) throws StoreException {
        requireName("role", role);
        records.grant(user, role);
        takeEffect();
    }

    /**
     * Takes a role from a user.
     *
     * @throws StoreRefusedException if it has none such
     */
    public void revoke(String user, String role) throws StoreException {
        require(records.revoke(user, role), "there is no user '" + user + "' with the role '" + role + "'");
    }

    /**
     * Allows a role some actions on all destinations that a pattern stands for.
     *
     * @throws IllegalArgumentException if the role's name or the pattern breaks its rule
     */
    public void allow(String role, String pattern, Collection<Action> actions) throws StoreException {
        requireName("role", role);
        requirePattern(pattern);
        records.allow(permissions(role, pattern, actions));
        takeEffect();
    }

    /**
     * Takes back what was allowed, by the same role and pattern. (There is nothing that forbids: what no permission allows
     * is forbidden.)
     *
     * @throws StoreRefusedException if one of them was not allowed; then none is taken back
     */
    public void deny(String role, String pattern, Collection<Action> actions) throws StoreException {
        records.deny(permissions(role, pattern, actions));
        takeEffect();
    }

    private static List<PermissionRecord> permissions(String role, String pattern, Collection<Action> actions) {
        return actions.stream()
                .map(action -> new PermissionRecord(role, pattern, action.text()))
                .toList();
    }

    private void takeEffect() throws StoreException {
        others.run();
        security.refresh();
    }

    private void require(boolean changed, String refusal) throws StoreException {
        if (!changed) {
            throw new StoreRefusedException(refusal, null);
        }
        takeEffect();
    }

    private static String credential(String password) {
        if (password.isEmpty() || password.length() > MAX_PASSWORD_LENGTH || password.indexOf('\0') >= 0) {
            throw new IllegalArgumentException(
                    "a password must have 1 to " + MAX_PASSWORD_LENGTH + " characters, none of them NUL");
        }
        return Credential.of(password).text();
    }

    private static void requireName(String what, String name) {
        String broken = name.isBlank() || name.length() > MAX_NAME_LENGTH
                ? "have 1 to " + MAX_NAME_LENGTH + " characters and not be blank"
                : StoredText.ruleBrokenByName(name);
        if (broken != null) {
            throw new IllegalArgumentException("the name of a " + what + " must " + broken);
        }
    }

    private static void requirePattern(String pattern) {
        if (pattern.length() > MAX_PATTERN_LENGTH) {
            throw new IllegalArgumentException("a pattern must have at most " + MAX_PATTERN_LENGTH + " characters");
        }
        DestinationPattern unused = DestinationPattern.parse(pattern);
    }
}
