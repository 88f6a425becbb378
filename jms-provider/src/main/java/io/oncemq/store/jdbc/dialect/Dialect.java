// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc.dialect;

import java.util.List;
import java.util.Optional;

/** One database's own way to say what cannot be said the same way to all. Parameters are written {@code :name}. */
public interface Dialect {
    /** The folder of its schema files and the database's name in messages. */
    String name();

    /** Whether the database lets no second process in. */
    boolean singleProcess();

    /** How many lanes pay off; of several the last is for what is large. */
    int lanes();

    /** What is said once to a database that was opened, by an administrator of it. */
    List<String> onOpen();

    /** What is said first to each connection that OnceMQ pools itself. */
    Optional<String> onConnect();

    /**
     * What is said to a lane's connection before its first transaction; parameter {@code :purpose}.
     *
     * @param powerProof whether a commit must outlast a power cut
     */
    List<String> onLane(boolean powerProof);

    /** Takes back what {@link #onLane} said, for the connection's next user. */
    List<String> offLane();

    /**
     * What must follow a commit before it may be believed.
     *
     * @param powerProof whether a commit must outlast a power cut
     */
    Optional<String> afterCommit(boolean powerProof);

    /** Commits without waiting for the disk; empty where a commit alone does not wait. */
    Optional<String> commitUnsynced();

    /** The database's clock, in milliseconds since 1970, moving also within a transaction where the database can. */
    String clock();

    String nextLeaseId();

    String nextBranchId();

    String nextQueueId();

    /** Asks for the path of the database's file on this machine (null for none); empty where it cannot be on it. */
    Optional<String> databaseFile();

    /** Claims the next of a queue. */
    NextClaim claimNext();

    /**
     * When the oldest transaction of a lane that is under way began, or now if there is none: milliseconds since 1970. Empty
     * where {@link #claimNext} has no use for {@code :above}.
     */
    Optional<String> oldestUnderWay();

    /** As {@link #claimNext}, with those whose groups {@code :lease} owns, save groups in {@code :without}. */
    NextClaim claimNextGrouped();

    /**
     * Makes {@code :lease} the owner of the groups of the first {@code :limit} ready deliveries of {@code :queue} that it may
     * have, where nobody owns them, save those in {@code :without}; answers them (group_id).
     */
    String ownNext();

    /** Makes {@code :lease} the owner of those of {@code :groups} in {@code :queue} that nobody owns; answers them (group_id). */
    String own();

    /** How many ids one {@code any(:ids)} takes well; more are given to several statements. */
    int idsAtOnce();

    /** Whether a query can change rows, also of several tables ({@code with x as (update … returning …)}). */
    boolean changesInQueries();

    /** The condition for those of {@code :ids} in oncemq_delivery that {@code :holder} holds. */
    String heldByKey();

    /**
     * Claims those of {@code :ids} in {@code :queue} that are ready for {@code :lease}, with the columns of a delivery
     * (see {@code DeliveryReader}).
     */
    String claimIds();

    /** Up to {@code :limit} rows (deliver_at, delivery_id, queue_id) of oncemq_delayed that are due at {@code :now}. */
    String due();

    /**
     * A page of candidates (id, expired) for the end of their time: at most {@code :limit}. Where no index leads to them it
     * is the next rows above {@code :after}, expired or not.
     */
    String expiryPage();

    /**
     * Leases that are over at {@code :now}, or known to be dead because their process ({@code :process} is this one) or
     * their sign of life (under {@code :store}) is gone.
     */
    String deadLeases();

    /**
     * Tries to give a sign of life for {@code :lease} that ends with the connection: one row, one boolean. Empty where the
     * process is the sign.
     */
    Optional<String> signOfLife();

    /** How connections tell each other; empty where they cannot. */
    Optional<Notifications> notifications();

    /**
     * Statements to tell and to listen.
     *
     * @param tell sends {@code :text} to who listens to {@code :channel}, as a transaction of its own
     * @param listen begins to listen; a format with one {@code %s}, a channel of letters, digits and underscores
     * @param unlisten ends it
     */
    record Notifications(String tell, String listen, String unlisten) {}

    /** How a claim is made. */
    sealed interface NextClaim permits InOneStatement, ReadThenGuard {}

    /**
     * Parameters {@code :lease, :queue, :limit}, and in {@link #claimNext} {@code :above}, ids for priorities from 0 to 9
     * below which nothing is ready; columns of a delivery, and candidates: how many ready ones the
     * statement looked at, and grouped: whether there are ready ones with groups. Leaves out what may only be claimed
     * alone. One row without an id where nothing was claimed.
     */
    record InOneStatement(String sql) implements NextClaim {}

    /**
     * Parameters {@code :lease, :queue, :limit}; columns id, crashes, group_id: candidates, read without locks. {@link #claimIds} then claims
     * those that are still ready.
     */
    record ReadThenGuard(String sql) implements NextClaim {}
}
