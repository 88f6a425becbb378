// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.security;

import io.oncemq.message.DestinationName;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What one user may do under one set of rules. Remembers its answers, since every send asks. Safe for any thread. */
final class Rights {
    /** More destinations than this are asked for again each time. */
    private static final int MAX_REMEMBERED = 1_000;

    private final List<Permission> permissions;
    private final Map<DestinationName, Set<Action>> remembered = new ConcurrentHashMap<>();

    /** One pattern and what it allows. */
    record Permission(DestinationPattern pattern, Set<Action> actions) {}

    Rights(List<Permission> permissions) {
        this.permissions = List.copyOf(permissions);
    }

    boolean allows(Action action, DestinationName destination) {
        if (destination.kind().isTemporary() && action != Action.CREATE) {
            // To know a random name is the permission to send there; to consume, one must have made it.
            return true;
        }
        Set<Action> actions = remembered.get(destination);
        if (actions == null) {
            actions = actionsOn(destination);
            if (remembered.size() < MAX_REMEMBERED) {
                remembered.put(destination, actions);
            }
        }
        return actions.contains(action);
    }

    private Set<Action> actionsOn(DestinationName destination) {
        Set<Action> actions = EnumSet.noneOf(Action.class);
        for (Permission permission : permissions) {
            if (permission.pattern.matches(destination)) {
                actions.addAll(permission.actions);
            }
        }
        return actions;
    }
}
