// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.destination;

import io.oncemq.message.DestinationName;
import io.oncemq.store.DestinationRecord;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Temporary destinations of other nodes, as they were found in the store: their owners delete them without telling. Each is
 * trusted for a second, and there are never more than a limit. Safe for any thread: the state is guarded by this object's monitor,
 * under which nobody is told.
 */
final class ForeignTemporary {
    static final int LIMIT = 1_000;
    static final long TRUSTED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private final LongConsumer onForgotten;
    private final Map<DestinationName, Found> found = new LinkedHashMap<>();

    private record Found(DestinationRecord record, long atNanos) {}

    /**
     * For one node.
     *
     * @param onForgotten told the id of each that is not remembered any more
     */
    ForeignTemporary(LongSupplier nanoTime, LongConsumer onForgotten) {
        this.nanoTime = nanoTime;
        this.onForgotten = onForgotten;
    }

    /** It, or null if the store must be asked. */
    synchronized @Nullable DestinationRecord get(DestinationName name) {
        Found known = found.get(name);
        return known == null || nanoTime.getAsLong() - known.atNanos > TRUSTED_NANOS ? null : known.record;
    }

    /** The store has it now. */
    void put(DestinationRecord record) {
        DestinationRecord eldest = null;
        synchronized (this) {
            // Again at the end.
            found.remove(record.name());
            found.put(record.name(), new Found(record, nanoTime.getAsLong()));
            if (found.size() > LIMIT) {
                Iterator<Found> first = found.values().iterator();
                eldest = first.next().record;
                first.remove();
            }
        }
        if (eldest != null) {
            onForgotten.accept(eldest.id());
        }
    }

    /** The store has it no more. */
    void remove(DestinationName name) {
        Found gone;
        synchronized (this) {
            gone = found.remove(name);
        }
        if (gone != null) {
            onForgotten.accept(gone.record.id());
        }
    }
}
