// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Who may connect, and what their roles may do. Names and patterns are data here; what they mean is the engine's. Each call
 * is a transaction of its own; changes are made one after another.
 */
public interface UserRecords {
    /** Raised by each change; cheap to ask. */
    long version() throws StoreException;

    /** All users and permissions, at least as new as {@code version}. */
    Listing list() throws StoreException;

    /** Adds a user without roles; false if there is one of that name. */
    boolean add(String name, String credential) throws StoreException;

    /** Replaces a user's credential; false if there is no such user. */
    boolean changeCredential(String name, String credential) throws StoreException;

    /**
     * Removes a user with its roles; false if there is no such user.
     *
     * @throws StoreRefusedException if it is the last one: without users the store is open to everybody
     */
    boolean remove(String name) throws StoreException;

    /** Removes every user with its roles: the store is open to everybody then. The permissions of the roles stay. */
    void removeAll() throws StoreException;

    /**
     * Gives a user a role.
     *
     * @throws StoreRefusedException if there is no such user
     */
    void grant(String user, String role) throws StoreException;

    /** Takes a role from a user; false if it had none. */
    boolean revoke(String user, String role) throws StoreException;

    /** Adds permissions; nothing happens to those that are there. */
    void allow(Collection<PermissionRecord> permissions) throws StoreException;

    /**
     * Removes permissions.
     *
     * @throws StoreRefusedException if one of them is not there; then none is removed
     */
    void deny(Collection<PermissionRecord> permissions) throws StoreException;

    /**
     * What there is.
     *
     * @param version which the listing is at least as new as
     * @param users by name
     * @param permissions by role, pattern, action
     */
    record Listing(long version, List<UserRecord> users, List<PermissionRecord> permissions) {}

    /**
     * A user.
     *
     * @param credential what its password is checked against
     */
    record UserRecord(String name, String credential, Set<String> roles) {
        /** Never the credential. */
        @Override
        public String toString() {
            return "user " + name + " with roles " + roles;
        }
    }

    /** What a role may do with the destinations that a pattern stands for. */
    record PermissionRecord(String role, String pattern, String action) {
        /** That it cannot be removed, because it is not there. */
        public StoreRefusedException absent() {
            return new StoreRefusedException(
                    "role '" + role + "' has no permission to " + action + " on '" + pattern
                            + "'; what another pattern allows must be taken back by that pattern",
                    null);
        }
    }
}
