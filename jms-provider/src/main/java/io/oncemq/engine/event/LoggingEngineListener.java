// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.event;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Turns events into log lines, each with an id that does not change. An outage of the store is told once. */
public final class LoggingEngineListener implements EngineListener {
    private static final Logger LOG = System.getLogger("io.oncemq");

    private static final int SHOWN_LENGTH = 64;

    private final AtomicBoolean unavailable = new AtomicBoolean();

    @Override
    public void leaseAcquired(String nodeName, long leaseId) {
        LOG.log(Level.INFO, "ONCEMQ-1001 node {0} holds lease {1}", nodeName, Long.toString(leaseId));
    }

    @Override
    public void leaseLost(String nodeName, long leaseId, String reason) {
        LOG.log(
                Level.WARNING,
                "ONCEMQ-1002 node {0} lost lease {1}: {2}; its open transactions are rolled back, it goes on with a new one",
                nodeName,
                Long.toString(leaseId),
                reason);
    }

    @Override
    public void leaseRescued(long leaseId) {
        LOG.log(Level.INFO, "ONCEMQ-1003 what dead lease {0} held is ready again", Long.toString(leaseId));
    }

    @Override
    public void nodeStopped(String nodeName, String reason) {
        LOG.log(Level.ERROR, "ONCEMQ-1004 node {0} has stopped: {1}", nodeName, reason);
    }

    @Override
    public void storeUnavailable(String what, Throwable cause) {
        Level level = unavailable.compareAndSet(false, true) ? Level.WARNING : Level.DEBUG;
        LOG.log(level, "ONCEMQ-1101 the store cannot be reached (" + what + "); trying again", cause);
    }

    @Override
    public void storeAvailable() {
        if (unavailable.compareAndSet(true, false)) {
            LOG.log(Level.INFO, "ONCEMQ-1102 the store answers again");
        }
    }

    @Override
    public void wokenByOthers() {
        LOG.log(Level.INFO, "ONCEMQ-1104 wake-ups between nodes: by notification, tested");
    }

    @Override
    public void polling(String why) {
        LOG.log(Level.INFO, "ONCEMQ-1105 wake-ups between nodes: by polling, since {0}", why);
    }

    @Override
    public void buried(String queue, String deadLetterQueue, long deliveryId, String reason) {
        LOG.log(
                Level.WARNING,
                "ONCEMQ-1201 delivery {0} moved from {1} to {2}: {3}",
                Long.toHexString(deliveryId),
                queue,
                deadLetterQueue,
                reason);
    }

    @Override
    public void dutyFailed(String duty, Throwable cause) {
        LOG.log(
                unavailable.get() ? Level.DEBUG : Level.WARNING,
                "ONCEMQ-1103 " + duty + " failed and will be tried again",
                cause);
    }

    @Override
    public void expired(String queue, long deliveryId) {
        LOG.log(Level.DEBUG, "ONCEMQ-1202 delivery {0} of {1} expired", Long.toHexString(deliveryId), queue);
    }

    @Override
    public void branchesInDoubt(int count, Duration oldest, boolean recoveryAsked) {
        if (count == 0) {
            LOG.log(Level.INFO, "ONCEMQ-1301 no prepared branch is in the store");
            return;
        }
        LOG.log(
                Level.WARNING,
                "ONCEMQ-1302 prepared branches in the store: {0}, the oldest for {1} s; {2} (docs/xa.md). To look at them and"
                        + " to decide: io.oncemq.admin.OnceMqCommand branches list",
                count,
                oldest.toSeconds(),
                recoveryAsked
                        ? "a transaction manager asks this node for them and leaves them: they are another one's, or its log"
                                + " is lost"
                        : "no transaction manager has asked this node for them yet: it must know an"
                                + " OnceMqXaConnectionFactory, or the resource adapter, for its recovery");
    }

    @Override
    public void recoveryAsked(int found) {
        LOG.log(
                Level.INFO,
                "ONCEMQ-1303 a transaction manager reaches this node for recovery; prepared branches: {0}",
                found);
    }

    @Override
    public void branchDecided(String xid, boolean committed) {
        LOG.log(
                Level.WARNING,
                "ONCEMQ-1304 an administrator {1} branch {0}; its transaction manager will be told that there is none",
                xid,
                committed ? "committed" : "rolled back");
    }

    @Override
    public void storeGuarded(int users) {
        if (users == 0) {
            LOG.log(
                    Level.INFO,
                    "ONCEMQ-1401 no user is defined: whoever can reach this store may connect and do everything. To close"
                            + " it: io.oncemq.admin.OnceMqCommand users add <name> (docs/security.md)");
        } else {
            LOG.log(Level.INFO, "ONCEMQ-1402 users are defined: connections need one of them");
        }
    }

    @Override
    public void loginRefused(String user) {
        LOG.log(
                Level.WARNING,
                "ONCEMQ-1403 a connection {0} was refused",
                user.isEmpty() ? "without a user" : "as " + shown(user));
    }

    /** It may be anything, of any length. */
    private static String shown(String user) {
        String start = user.length() > SHOWN_LENGTH ? user.substring(0, SHOWN_LENGTH) + "…" : user;
        return "'" + start.replaceAll("\\p{Cntrl}", "?") + "'";
    }

    @Override
    public void spaceExhausted(String what, String reason) {
        LOG.log(
                Level.WARNING,
                "ONCEMQ-1501 {0}: sends are refused until there is room; messages are delivered and acknowledged as before",
                reason);
    }

    @Override
    public void spaceAvailable(String what, String setting) {
        LOG.log(Level.INFO, "ONCEMQ-1502 {0} has room again (setting {1}): sends are taken", what, setting);
    }

    @Override
    public void unexpected(String where, @Nullable Throwable cause) {
        LOG.log(Level.ERROR, "ONCEMQ-1901 unexpected failure in " + where, cause);
    }
}
