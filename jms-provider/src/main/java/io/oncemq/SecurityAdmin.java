// SPDX-License-Identifier: Apache-2.0
package io.oncemq;

import io.oncemq.engine.security.Action;
import io.oncemq.engine.security.Users;
import io.oncemq.store.StoreException;
import io.oncemq.store.UserRecords.PermissionRecord;
import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Who may connect to a store and what they may do there. A change is in effect on this node when its call returns, and on
 * every other node within about a second. What is refused leaves everything as it was. Safe for any thread.
 */
public final class SecurityAdmin {
    /** Stands for every action. */
    public static final String ALL_ACTIONS = "all";

    private final Users users;

    SecurityAdmin(Users users) {
        this.users = users;
    }

    @FunctionalInterface
    private interface Change {
        void run() throws StoreException;
    }

    private static void change(String what, Change change) throws JMSException {
        try {
            change.run();
        } catch (StoreException | IllegalArgumentException e) {
            throw Node.failed(what + ": " + e.getMessage(), "ONCEMQ-2513", e);
        }
    }

    /** All users by name. */
    public List<StoreUser> users() throws JMSException {
        List<StoreUser> result = new ArrayList<>();
        change(
                "the users could not be listed",
                () -> users.list().users().forEach(user -> result.add(new StoreUser(user.name(), user.roles()))));
        return result;
    }

    /**
     * Adds a user. The first one closes the store: connections need a user from then on.
     *
     * @throws JMSException if there is one of that name, the name or the password breaks a rule, or the store does not
     *     answer
     */
    public void addUser(String name, String password) throws JMSException {
        change("user not added", () -> users.add(name, password));
    }

    /**
     * Gives a user another password; what was opened with the old one can do nothing any more.
     *
     * @throws JMSException if there is no such user, the password breaks a rule, or the store does not answer
     */
    public void changePassword(String name, String password) throws JMSException {
        change("password not changed", () -> users.changePassword(name, password));
    }

    /**
     * Removes a user; its connections can do nothing any more.
     *
     * @throws JMSException if there is no such user, it is the last one, or the store does not answer
     */
    public void removeUser(String name) throws JMSException {
        change("user not removed", () -> users.remove(name));
    }

    /** Removes all users: everybody may connect and do everything again. */
    public void removeAllUsers() throws JMSException {
        change("users not removed", users::removeAll);
    }

    /**
     * Gives a user a role; a role exists by being named.
     *
     * @throws JMSException if there is no such user, the role's name breaks a rule, or the store does not answer
     */
    public void grant(String user, String role) throws JMSException {
        change("role not granted", () -> users.grant(user, role));
    }

    /**
     * Takes a role from a user.
     *
     * @throws JMSException if the user does not have it, or the store does not answer
     */
    public void revoke(String user, String role) throws JMSException {
        change("role not revoked", () -> users.revoke(user, role));
    }

    /** All permissions, by role and pattern. */
    public List<StorePermission> permissions() throws JMSException {
        Map<List<String>, Set<String>> actions = new LinkedHashMap<>();
        change("the permissions could not be listed", () -> {
            for (PermissionRecord each : users.list().permissions()) {
                actions.computeIfAbsent(List.of(each.role(), each.pattern()), key -> new TreeSet<>())
                        .add(each.action());
            }
        });
        List<StorePermission> result = new ArrayList<>();
        actions.forEach((key, of) -> result.add(new StorePermission(key.get(0), key.get(1), of)));
        return result;
    }

    /**
     * Allows a role some actions on all destinations that a pattern stands for.
     *
     * @param actions of {@code send, consume, browse, create, manage}, or {@value #ALL_ACTIONS}
     * @throws JMSException if the role's name, the pattern or an action breaks a rule, or the store does not answer
     */
    public void allow(String role, String pattern, Collection<String> actions) throws JMSException {
        change("nothing allowed", () -> users.allow(role, pattern, read(actions)));
    }

    /**
     * Takes back what was allowed, by the same role and pattern.
     *
     * @throws JMSException if one of them was not allowed, and then none is taken back; or the store does not answer
     */
    public void deny(String role, String pattern, Collection<String> actions) throws JMSException {
        change("nothing denied", () -> users.deny(role, pattern, read(actions)));
    }

    private static Set<Action> read(Collection<String> actions) {
        Set<Action> result = EnumSet.noneOf(Action.class);
        for (String action : actions) {
            if (action.equals(ALL_ACTIONS)) {
                result.addAll(EnumSet.allOf(Action.class));
            } else {
                result.add(Action.of(action)
                        .orElseThrow(() -> new IllegalArgumentException("there is no action '" + action
                                + "'; the actions are " + Action.names() + " and " + ALL_ACTIONS)));
            }
        }
        if (result.isEmpty()) {
            throw new IllegalArgumentException("no action was given; the actions are " + Action.names());
        }
        return result;
    }
}
