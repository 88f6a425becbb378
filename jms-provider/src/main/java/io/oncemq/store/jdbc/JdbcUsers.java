// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.UserRecords;
import java.util.Collection;

/**
 * Users and permissions, each call in a transaction of its own. Changes come one after another: each begins with the lock
 * of the store's row, by raising the version in it. Safe for any number of threads.
 */
final class JdbcUsers implements UserRecords {
    private final Transactions transactions;
    private final Tables tables;

    JdbcUsers(Transactions transactions, Tables tables) {
        this.transactions = transactions;
        this.tables = tables;
    }

    @Override
    public long version() throws StoreException {
        return transactions.read(
                "read the users' version", link -> tables.store().securityVersion(link));
    }

    @Override
    public Listing list() throws StoreException {
        return transactions.read("list users", link -> {
            // First: what is changed meanwhile is then read again.
            long version = tables.store().securityVersion(link);
            return new Listing(
                    version, tables.users().list(link), tables.permissions().list(link));
        });
    }

    private <T> T change(String doing, Transactions.Work<T> work) throws StoreException {
        return transactions.write(doing, link -> {
            tables.store().raiseSecurityVersion(link);
            return work.on(link);
        });
    }

    @Override
    public boolean add(String name, String credential) throws StoreException {
        return change("add a user", link -> {
            if (tables.users().exists(link, name)) {
                return false;
            }
            tables.users().insert(link, name, credential);
            return true;
        });
    }

    @Override
    public boolean changeCredential(String name, String credential) throws StoreException {
        return change("change a user", link -> tables.users().change(link, name, credential) > 0);
    }

    @Override
    public boolean remove(String name) throws StoreException {
        return change("remove a user", link -> {
            if (!tables.users().exists(link, name)) {
                return false;
            }
            if (tables.users().count(link) == 1) {
                throw new StoreRefusedException(
                        "'" + name + "' is the last user: without users the store would be open to everybody", null);
            }
            tables.users().delete(link, name);
            return true;
        });
    }

    @Override
    public void removeAll() throws StoreException {
        change("remove all users", link -> {
            tables.users().deleteAll(link);
            return true;
        });
    }

    @Override
    public void grant(String user, String role) throws StoreException {
        change("grant a role", link -> {
            if (!tables.users().exists(link, user)) {
                throw new StoreRefusedException("there is no user '" + user + "'", null);
            }
            if (!tables.users().hasRole(link, user, role)) {
                tables.users().insertRole(link, user, role);
            }
            return true;
        });
    }

    @Override
    public boolean revoke(String user, String role) throws StoreException {
        return change("revoke a role", link -> tables.users().deleteRole(link, user, role) > 0);
    }

    @Override
    public void allow(Collection<PermissionRecord> permissions) throws StoreException {
        change("add permissions", link -> {
            for (PermissionRecord permission : permissions) {
                if (!tables.permissions().exists(link, permission)) {
                    tables.permissions().insert(link, permission);
                }
            }
            return true;
        });
    }

    @Override
    public void deny(Collection<PermissionRecord> permissions) throws StoreException {
        change("remove permissions", link -> {
            for (PermissionRecord permission : permissions) {
                if (tables.permissions().delete(link, permission) == 0) {
                    throw permission.absent();
                }
            }
            return true;
        });
    }
}
