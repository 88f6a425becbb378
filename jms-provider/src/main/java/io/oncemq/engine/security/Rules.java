// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.security;

import io.oncemq.store.UserRecords.Listing;
import io.oncemq.store.UserRecords.PermissionRecord;
import io.oncemq.store.UserRecords.UserRecord;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Users and permissions as they were at one version; replaced as a whole. */
final class Rules {
    private final long version;
    private final Map<String, User> users;

    private record User(String credential, Rights rights) {}

    private Rules(long version, Map<String, User> users) {
        this.version = version;
        this.users = users;
    }

    /** Before anything was read: nobody gets in. */
    static Rules unread() {
        return new Rules(-1, Map.of("", new User("", new Rights(List.of()))));
    }

    /**
     * What a listing says.
     *
     * @param unreadable told of permissions that this version cannot read; they allow nothing
     */
    static Rules of(Listing listing, Consumer<PermissionRecord> unreadable) {
        Map<String, List<Rights.Permission>> byRole = new HashMap<>();
        for (PermissionRecord record : listing.permissions()) {
            Rights.Permission permission = read(record);
            if (permission == null) {
                unreadable.accept(record);
            } else {
                byRole.computeIfAbsent(record.role(), role -> new ArrayList<>()).add(permission);
            }
        }
        Map<String, User> users = new LinkedHashMap<>();
        for (UserRecord record : listing.users()) {
            List<Rights.Permission> permissions = new ArrayList<>();
            record.roles().forEach(role -> permissions.addAll(byRole.getOrDefault(role, List.of())));
            users.put(record.name(), new User(record.credential(), new Rights(permissions)));
        }
        return new Rules(listing.version(), users);
    }

    private static Rights.@Nullable Permission read(PermissionRecord record) {
        Action action = Action.of(record.action()).orElse(null);
        if (action == null) {
            return null;
        }
        try {
            return new Rights.Permission(DestinationPattern.parse(record.pattern()), EnumSet.of(action));
        } catch (IllegalArgumentException e) {
            // Told by the caller.
            return null;
        }
    }

    long version() {
        return version;
    }

    int userCount() {
        return users.size();
    }

    /** Nobody is defined, so everybody may do everything. */
    boolean isOpen() {
        return users.isEmpty();
    }

    @Nullable
    String credential(String user) {
        User known = users.get(user);
        return known == null ? null : known.credential;
    }

    /** What a user may do who has logged in against that credential; null if it is not the user's any more. */
    @Nullable
    Rights rights(String user, String credential) {
        User known = users.get(user);
        return known != null && known.credential.equals(credential) ? known.rights : null;
    }

    /** As many rounds as one of the users has: those who are not there take as long as those who are. */
    int roundsOfSomebody(String name) {
        List<String> credentials = new ArrayList<>();
        users.values().forEach(user -> credentials.add(user.credential));
        int start = Math.floorMod(name.hashCode(), credentials.size());
        try {
            return Credential.parse(credentials.get(start)).rounds();
        } catch (IllegalArgumentException e) {
            return Credential.ROUNDS;
        }
    }
}
