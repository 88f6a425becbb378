// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.StoreException;
import java.sql.SQLException;

/** Runs work in a transaction of its own on a borrowed connection. Safe for any number of threads. */
final class Transactions {
    private final Connections connections;

    Transactions(Connections connections) {
        this.connections = connections;
    }

    /**
     * Work that changes nothing.
     *
     * @param doing ends the sentence "could not …"
     */
    <T> T read(String doing, Work<T> work) throws StoreException {
        Link link = connections.borrow(doing);
        try {
            T result = work.on(link);
            link.commitQuietly();
            return result;
        } catch (SQLException e) {
            link.failed(e);
            throw SqlErrors.of(doing, e);
        } finally {
            connections.giveBack(link);
        }
    }

    /**
     * Statements each of which is a transaction of its own, without a commit that is said: half of what is said where it is
     * one. For questions, and for what is no change of a row.
     *
     * @param doing ends the sentence "could not …"
     */
    <T> T ask(String doing, Work<T> work) throws StoreException {
        Link link = connections.borrow(doing);
        try {
            link.onlyAsk();
            return work.on(link);
        } catch (SQLException e) {
            link.failed(e);
            throw SqlErrors.of(doing, e);
        } finally {
            connections.giveBack(link);
        }
    }

    /**
     * Work that changes something, all or nothing.
     *
     * @param doing ends the sentence "could not …"
     */
    <T> T write(String doing, Work<T> work) throws StoreException {
        return write(doing, work, Link::commit);
    }

    /**
     * Work whose changes a crash of the database may undo without harm.
     *
     * @param doing ends the sentence "could not …"
     */
    <T> T writeUnsynced(String doing, Work<T> work) throws StoreException {
        return write(doing, work, Link::commitUnsynced);
    }

    private <T> T write(String doing, Work<T> work, Commit commit) throws StoreException {
        Link link = connections.borrow(doing);
        try {
            T result = apply(doing, work, link);
            commit(doing, commit, link);
            return result;
        } finally {
            connections.giveBack(link);
        }
    }

    private static <T> T apply(String doing, Work<T> work, Link link) throws StoreException {
        try {
            return work.on(link);
        } catch (SQLException e) {
            link.failed(e);
            throw SqlErrors.of(doing, e);
        }
    }

    private static void commit(String doing, Commit commit, Link link) throws StoreException {
        try {
            commit.on(link);
        } catch (SQLException e) {
            link.failed(e);
            throw SqlErrors.ofCommit(doing, e);
        }
    }

    private interface Commit {
        void on(Link link) throws SQLException;
    }

    /** What happens inside the transaction. */
    interface Work<T> {
        T on(Link link) throws SQLException, StoreException;
    }
}
