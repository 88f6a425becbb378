// SPDX-License-Identifier: Apache-2.0
package io.oncemq.testkit;

import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.UserRecords;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Users and permissions in memory. Safe for any thread. */
public class MemoryUsers implements UserRecords {
    private final TreeMap<String, UserRecord> users = new TreeMap<>();
    private final Set<PermissionRecord> permissions = new HashSet<>();
    private long version;

    @Override
    public synchronized long version() {
        return version;
    }

    @Override
    public synchronized Listing list() {
        List<PermissionRecord> listed = new ArrayList<>(permissions);
        listed.sort(Comparator.comparing(PermissionRecord::role)
                .thenComparing(PermissionRecord::pattern)
                .thenComparing(PermissionRecord::action));
        return new Listing(version, List.copyOf(users.values()), listed);
    }

    @Override
    public synchronized boolean add(String name, String credential) {
        version++;
        return users.putIfAbsent(name, new UserRecord(name, credential, Set.of())) == null;
    }

    @Override
    public synchronized boolean changeCredential(String name, String credential) {
        version++;
        return users.computeIfPresent(name, (key, old) -> new UserRecord(name, credential, old.roles())) != null;
    }

    @Override
    public synchronized boolean remove(String name) throws StoreRefusedException {
        if (users.containsKey(name) && users.size() == 1) {
            throw new StoreRefusedException("the last user", null);
        }
        version++;
        return users.remove(name) != null;
    }

    @Override
    public synchronized void removeAll() {
        version++;
        users.clear();
    }

    @Override
    public synchronized void grant(String user, String role) throws StoreRefusedException {
        if (!changeRoles(user, role, true)) {
            throw new StoreRefusedException("there is no user '" + user + "'", null);
        }
    }

    @Override
    public synchronized boolean revoke(String user, String role) {
        UserRecord record = users.get(user);
        return record != null && record.roles().contains(role) && changeRoles(user, role, false);
    }

    private boolean changeRoles(String user, String role, boolean add) {
        version++;
        return users.computeIfPresent(user, (name, old) -> {
                    Set<String> roles = new TreeSet<>(old.roles());
                    if (add) {
                        roles.add(role);
                    } else {
                        roles.remove(role);
                    }
                    return new UserRecord(name, old.credential(), roles);
                })
                != null;
    }

    @Override
    public synchronized void allow(Collection<PermissionRecord> added) {
        version++;
        permissions.addAll(added);
    }

    @Override
    public synchronized void deny(Collection<PermissionRecord> removed) throws StoreRefusedException {
        for (PermissionRecord each : removed) {
            if (!permissions.contains(each)) {
                throw each.absent();
            }
        }
        version++;
        permissions.removeAll(Set.copyOf(removed));
    }
}
