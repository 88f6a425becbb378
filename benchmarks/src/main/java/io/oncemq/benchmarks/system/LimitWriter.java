// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.system;

import java.sql.SQLException;
import java.util.List;

/** Writes what one client commits. */
interface LimitWriter extends AutoCloseable {
    /** Returns when rows with these ids are inserted and deleted, durably. */
    void write(List<Long> inserts, List<Long> deletes) throws Exception;

    /** Ends one client's use. */
    @Override
    void close() throws SQLException;
}
