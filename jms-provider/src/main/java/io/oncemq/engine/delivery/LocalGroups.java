// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

import io.oncemq.engine.lane.NodeLease;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The message groups of one queue that this node's lease owns in the store. A group is owned from the claim that brought
 * its first delivery until nothing of it is here any more; then it is let go, so that another node may have it. Costs
 * nothing while no message has a group. Guarded by the queue's lock.
 */
final class LocalGroups {
    private final Map<String, LocalGroup> groups = new HashMap<>(0);

    /** Groups that a consumer works on. */
    private final Set<LocalGroup> busy = new LinkedHashSet<>(0);

    /** Owned in the store and of no use here any more. */
    private final Set<String> leaving = new LinkedHashSet<>(0);

    /** How many buffered deliveries belong to busy groups. */
    private int bufferedBusy;

    /** True if the queue is known to have messages with groups. */
    private boolean inUse;

    boolean inUse() {
        return inUse || !groups.isEmpty();
    }

    void inUse(boolean value) {
        inUse = value;
    }

    /** How many buffered deliveries only the consumer that works on their group can have. */
    int bufferedBusy() {
        return bufferedBusy;
    }

    @Nullable
    LocalGroup of(Claim claim) {
        LocalGroup group = claim.group() == null ? null : groups.get(claim.group());
        return group != null && group.lease == claim.lease() ? group : null;
    }

    /** The group if a new delivery of it may be held here from birth, else null. */
    @Nullable
    LocalGroup takingNew(String name) {
        LocalGroup group = groups.get(name);
        return group != null && group.takesNew() ? group : null;
    }

    /** True if the store is known to have more of the group, which will be asked for in time. */
    boolean hasMore(String name) {
        LocalGroup group = groups.get(name);
        return group != null && group.more;
    }

    boolean isPresent(LocalGroup group) {
        return groups.get(group.name) == group;
    }

    boolean mayTake(Claim claim, QueueConsumer who) {
        LocalGroup group = of(claim);
        return group == null || group.mayTake(who);
    }

    // ---- deliveries come and go

    /** It is at hand now: fetched, sent here, or put back by the consumer that had it. */
    void entered(Claim claim) {
        if (claim.group() != null) {
            LocalGroup group = owned(claim.group(), claim.lease());
            change(group, () -> {
                group.dropped(claim);
                group.entered();
            });
        }
    }

    /** It is not at hand any more. */
    void left(Claim claim) {
        LocalGroup group = of(claim);
        if (group != null) {
            change(group, group::left);
        }
    }

    /** A consumer has it in hand. */
    void took(Claim claim, QueueConsumer who) {
        LocalGroup group = of(claim);
        if (group != null) {
            change(group, () -> group.took(claim, who));
        }
    }

    /** What the store has of its group has not been shown to this node meanwhile. */
    boolean isInDoubt(Claim claim) {
        LocalGroup group = of(claim);
        return group != null && group.isInDoubt(claim);
    }

    /** A branch that may still roll back holds it. */
    void doubt(Claim claim) {
        LocalGroup group = of(claim);
        if (group != null) {
            group.doubt(claim);
        }
    }

    /** Its claim ended, whoever had it. */
    void ended(Claim claim, boolean wanted, long nowMillis) {
        LocalGroup group = of(claim);
        if (group != null) {
            change(group, () -> group.dropped(claim));
            settle(group, wanted, nowMillis);
        } else if (claim.group() != null && !claim.lease().isLost() && !groups.containsKey(claim.group())) {
            // It was claimed but never came here.
            leaving.add(claim.group());
        }
    }

    /** It goes back to the store; what is sent to its group from now on must follow it there. */
    void returned(Claim claim) {
        LocalGroup group = of(claim);
        if (group != null) {
            group.breakUp();
            settle(group, false, 0);
        } else if (claim.group() != null && !claim.lease().isLost() && !groups.containsKey(claim.group())) {
            leaving.add(claim.group());
        }
    }

    /** Everything goes back to the store. */
    void breakUp() {
        for (LocalGroup group : List.copyOf(groups.values())) {
            group.breakUp();
            settle(group, false, 0);
        }
    }

    /** A place that was kept for a new delivery is taken or not needed. */
    void unreserve(LocalGroup group, boolean wanted, long nowMillis) {
        group.unreserve();
        if (isPresent(group)) {
            settle(group, wanted, nowMillis);
        }
    }

    /** Owned in the store as of now, though no delivery of it is here yet. */
    void acquired(Collection<String> names, NodeLease lease, long nowMillis) {
        for (String name : names) {
            LocalGroup group = owned(name, lease);
            group.acquired();
            settle(group, true, nowMillis);
        }
    }

    /** Owned in the store as of now, and not wanted here. */
    void acquiredInVain(Collection<String> names) {
        leaving.addAll(names);
    }

    void leaseLost(NodeLease lease) {
        for (LocalGroup group : List.copyOf(groups.values())) {
            if (group.lease == lease) {
                forget(group);
            }
        }
        leaving.clear();
    }

    // ---- what is looked for

    /** Busy groups of which so many are at hand that more would keep others out. */
    List<String> full(int level) {
        List<String> names = new ArrayList<>(0);
        for (LocalGroup group : busy) {
            if (group.buffered() > level) {
                names.add(group.name);
            }
        }
        return names;
    }

    /**
     * A look into the store left these groups out: they may have more.
     *
     * @return true if one of them could take more by now
     */
    boolean leftOut(List<String> names, int level) {
        boolean again = false;
        for (String name : names) {
            LocalGroup group = groups.get(name);
            if (group != null && busy.contains(group) && group.buffered() > level) {
                group.more = true;
            } else {
                again = true;
            }
        }
        return again;
    }

    /** Whether a group of which the store has more has room for it again; asked once for each time that it has. */
    boolean wantsMore(int level) {
        boolean wants = false;
        for (LocalGroup group : groups.values()) {
            if (group.more && (!busy.contains(group) || group.buffered() <= level)) {
                group.more = false;
                wants = true;
            }
        }
        return wants;
    }

    // ---- letting go

    boolean isLeaving() {
        return !leaving.isEmpty();
    }

    /** What is to be let go in the store. */
    List<String> takeLeaving() {
        List<String> names = List.copyOf(leaving);
        leaving.clear();
        return names;
    }

    /** Could not be let go yet. */
    void leaveLater(List<String> names) {
        for (String name : names) {
            if (!groups.containsKey(name)) {
                leaving.add(name);
            }
        }
    }

    /** Lets go of groups of which nothing has been here for a while. */
    void leaveIdle(long sinceMillis) {
        for (LocalGroup group : List.copyOf(groups.values())) {
            if (group.isEmpty() && group.idleSinceMillis <= sinceMillis) {
                forget(group);
                leaving.add(group.name);
            }
        }
    }

    private LocalGroup owned(String name, NodeLease lease) {
        LocalGroup group = groups.get(name);
        if (group == null || group.lease != lease) {
            if (group != null) {
                forget(group);
            }
            group = new LocalGroup(name, lease);
            groups.put(name, group);
        }
        leaving.remove(name);
        return group;
    }

    private void settle(LocalGroup group, boolean wanted, long nowMillis) {
        if (!group.isEmpty()) {
            return;
        }
        if (wanted && !group.isBroken()) {
            group.idleSinceMillis = nowMillis;
        } else {
            forget(group);
            leaving.add(group.name);
        }
    }

    private void forget(LocalGroup group) {
        groups.remove(group.name, group);
        if (busy.remove(group)) {
            bufferedBusy -= group.buffered();
        }
    }

    private void change(LocalGroup group, Runnable what) {
        if (busy.remove(group)) {
            bufferedBusy -= group.buffered();
        }
        what.run();
        if (group.isBusy()) {
            busy.add(group);
            bufferedBusy += group.buffered();
        }
    }
}
