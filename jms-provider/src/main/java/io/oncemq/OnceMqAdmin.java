// SPDX-License-Identifier: Apache-2.0
package io.oncemq;

import io.oncemq.engine.Engine;
import io.oncemq.store.BranchRecords;
import io.oncemq.store.BranchRecords.BranchRecord;
import io.oncemq.store.StoreException;
import jakarta.jms.JMSException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.transaction.xa.XAException;

/**
 * What an administrator may see and decide. It works through a node of its own on the store, or through this JVM's if
 * there is one (on H2 there must be: the file belongs to one JVM). Safe for any thread.
 */
public final class OnceMqAdmin implements AutoCloseable {
    private final OnceMqNode node;

    private OnceMqAdmin(OnceMqNode node) {
        this.node = node;
    }

    /**
     * Opens the store, or joins the node that this JVM has on it.
     *
     * @throws JMSException if the store cannot be reached
     */
    public static OnceMqAdmin open(OnceMqSettings settings) throws JMSException {
        return new OnceMqAdmin(OnceMqNode.open(settings));
    }

    /** Who may connect, and what they may do. */
    public SecurityAdmin security() {
        return new SecurityAdmin(node.engine().users());
    }

    /** All prepared branches of the store, whichever node prepared them, oldest first. */
    public List<InDoubtBranch> inDoubtBranches() throws JMSException {
        Engine engine = node.engine();
        try {
            List<InDoubtBranch> result = new ArrayList<>();
            for (BranchRecord record : engine.branches().inDoubt()) {
                result.add(new InDoubtBranch(
                        record.xid().toString(),
                        record.nodeName(),
                        Instant.ofEpochMilli(record.preparedAt()),
                        Duration.ofMillis(Math.max(0, engine.nowMillis() - record.preparedAt())),
                        engine.branches().holdings(record).stream()
                                .map(OnceMqAdmin::holding)
                                .toList()));
            }
            return result;
        } catch (StoreException e) {
            throw Node.failed("the prepared branches could not be listed: " + e.getMessage(), "ONCEMQ-2510", e);
        }
    }

    private static InDoubtBranch.Holding holding(BranchRecords.Holding held) {
        String name = held.destination().isEmpty() ? "(removed)" : held.destination();
        String destination = held.topic() ? "topic " + name + ", subscription " + held.subscription() : "queue " + name;
        return new InDoubtBranch.Holding(destination, held.sends(), held.receives());
    }

    /**
     * Commits a branch in place of its transaction manager. Find out first what became of the other branches of the same
     * transaction (those with the same global part): this decision is final, and the transaction manager, should it come
     * back, is told that there is no such branch.
     *
     * @param id as in {@link InDoubtBranch#id}
     * @throws JMSException if there is no such prepared branch (any more), or the store cannot be reached
     */
    public void commitBranch(String id) throws JMSException {
        decide(id, true);
    }

    /** Rolls a branch back in place of its transaction manager; otherwise as {@link #commitBranch}. */
    public void rollbackBranch(String id) throws JMSException {
        decide(id, false);
    }

    private void decide(String id, boolean commit) throws JMSException {
        Engine engine = node.engine();
        try {
            for (BranchRecord record : engine.branches().inDoubt()) {
                if (record.xid().toString().equals(id)) {
                    engine.branches().decide(record.xid(), commit);
                    return;
                }
            }
        } catch (StoreException | XAException e) {
            throw Node.failed(
                    "branch " + id + " could not be " + (commit ? "committed" : "rolled back") + ": " + e.getMessage(),
                    "ONCEMQ-2511",
                    e);
        }
        throw new JMSException("there is no prepared branch " + id + ": it has ended, or never was", "ONCEMQ-2512");
    }

    @Override
    public void close() {
        node.close(Duration.ZERO);
    }
}
