// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.space;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.store.SpaceRecords;
import io.oncemq.store.StoreFullException;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/** Whether the volume of the store's file has enough room. Safe for any thread; {@link #probe} is called by one. */
final class DiskSpace {
    private static final String WHAT = "the volume of the store";
    private static final String SETTING = "minFreeDisk";
    private static final double RESUME_AT = 1.05;

    private final SpaceRecords records;
    private final long minFreeBytes;
    private final EngineListener listener;
    private final AtomicBoolean full = new AtomicBoolean();
    private volatile long freeBytes = Long.MAX_VALUE;

    DiskSpace(SpaceRecords records, long minFreeBytes, EngineListener listener) {
        this.records = records;
        this.minFreeBytes = minFreeBytes;
        this.listener = listener;
    }

    /** Whether there is a limit, and a volume that can be asked. */
    boolean isWatched() {
        return minFreeBytes > 0 && records.freeDiskBytes().isPresent();
    }

    /** Asks the volume; the answer holds until the next time. */
    void probe() {
        OptionalLong free = records.freeDiskBytes();
        if (minFreeBytes == 0 || free.isEmpty()) {
            return;
        }
        freeBytes = free.getAsLong();
        if (freeBytes < minFreeBytes) {
            if (full.compareAndSet(false, true)) {
                listener.spaceExhausted(WHAT, has());
            }
        } else if (freeBytes >= minFreeBytes * RESUME_AT && full.compareAndSet(true, false)) {
            listener.spaceAvailable(WHAT, SETTING);
        }
    }

    void require() throws StoreFullException {
        if (full.get()) {
            throw new StoreFullException(has() + "; there is no room for messages until more is free");
        }
    }

    private String has() {
        return WHAT + " has " + freeBytes + " bytes free, the setting " + SETTING + " wants " + minFreeBytes;
    }
}
