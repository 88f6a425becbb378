// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.SpaceRecords;
import io.oncemq.store.StoreException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.FileStore;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How much there is, each question in a transaction of its own. Safe for any number of threads. */
final class JdbcSpace implements SpaceRecords {
    private static final Logger LOGGER = System.getLogger("io.oncemq.store");

    private final Transactions transactions;
    private final SpaceTable table = new SpaceTable();
    private final @Nullable FileStore volume;

    /**
     * The space of a store.
     *
     * @param volume where its file is; null if that is the database's affair
     */
    JdbcSpace(Transactions transactions, @Nullable FileStore volume) {
        this.transactions = transactions;
        this.volume = volume;
    }

    @Override
    public OptionalLong freeDiskBytes() {
        if (volume == null) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(volume.getUsableSpace());
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, "the store''s volume does not say how much is free", e);
            return OptionalLong.empty();
        }
    }

    @Override
    public Amount all(boolean withBytes) throws StoreException {
        return transactions.read("measure the store", link -> table.all(link, withBytes));
    }

    @Override
    public Map<Long, Amount> queues(Collection<Long> queueIds, boolean withBytes) throws StoreException {
        return transactions.read("measure queues", link -> table.queues(link, queueIds, withBytes));
    }
}
