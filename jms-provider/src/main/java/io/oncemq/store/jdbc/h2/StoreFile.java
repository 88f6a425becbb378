// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc.h2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.h2.store.fs.FileBaseDefault;

/**
 * One open H2 file. H2 writes the header that leads to the newest chunk now and then, before it takes note of that chunk,
 * and when the header leads to nothing, H2 goes back to any old state. Therefore:
 *
 * <ul>
 *   <li>H2's own header is only taken note of. Each chunk that is the newest is followed by a header's slot that leads to
 *       it, while the other slot leads to what was the newest at the last sync: whichever of the writes since then are on
 *       the disk, one slot leads to a chunk.
 *   <li>Freed space is written anew, and given back, when what made it free is on the disk. Space that was given back
 *       counts as there until that is on the disk: H2 looks at a file's last chunk, too.
 *   <li>The first chunk since the file was opened is synced before both slots lead to it: when H2 had to search for what
 *       it opened, neither led to that.
 *   <li>A file that is synced often grows in steps, filled with zeros, and shrinks when it is worth it; H2 does not see
 *       either. To sync a file that has become longer costs about twice as much, and H2 gives space back that it takes again
 *       soon. While it is longer than H2 takes it to be, no two chunks are unsynced: of those a power cut may leave the
 *       second alone, which H2 sees at once where the file ends with it, and otherwise later.
 * </ul>
 *
 * <p>Safe for any number of threads; all but reading happens under its monitor.
 */
final class StoreFile extends FileBaseDefault {
    private static final int LEAST_STEP = 256 * 1024;
    private static final int MOST_STEP = 8 * 1024 * 1024;
    private static final int ZEROS = 64 * 1024;

    private final FileChannel base;
    private final String name;

    // Guarded by this object's monitor.
    private final StoreHeader header = new StoreHeader();
    /** What a process wrote that was killed may not be on the disk either. */
    private boolean unsynced = true;

    private boolean truncated = true;

    private boolean unsyncedChunk;
    /** Since it was opened; how often H2 asked for a sync, too. */
    private long chunks;

    private long syncs;
    /** As H2 sees it. */
    private long length;
    /** As it is. */
    private long allocated;
    /** How long it was at the last sync or has been since, whichever is more. */
    private long end = Long.MAX_VALUE;

    private boolean chunkWritten;
    private int newestSlot;
    /** The slot that does not lead to the newest chunk of the last sync. */
    private int nextSlot;

    StoreFile(FileChannel base, String name) throws IOException {
        this.base = base;
        this.name = name;
        this.length = base.size();
        this.allocated = length;
    }

    @Override
    public synchronized int write(ByteBuffer source, long position) throws IOException {
        int bytes = source.remaining();
        if (position == 0) {
            header.noteHeader(source);
            if (!header.hasNewest()) {
                sync();
                writeBothSlots();
            }
        } else {
            if (position < end || (unsyncedChunk && allocated > length)) {
                sync();
            }
            reserve(position + bytes);
            writeFully(source.duplicate(), position);
            if (header.noteChunk(source, position)) {
                leadToNewest();
                unsyncedChunk = true;
                chunks++;
            }
        }
        source.position(source.limit());
        return bytes;
    }

    /** Makes the file longer before it needs to be. */
    private void reserve(long needed) throws IOException {
        if (needed <= allocated || !isSyncedOften()) {
            return;
        }
        if (allocated < end || unsyncedChunk) {
            sync();
        }
        long wanted = needed + Math.max(LEAST_STEP, Math.min(MOST_STEP, length / 8));
        unsynced = true;
        try {
            while (allocated < wanted) {
                ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(ZEROS, wanted - allocated));
                allocated += base.write(zeros, allocated);
            }
        } catch (IOException e) {
            // The disk is full: what is needed may fit nevertheless.
            base.truncate(length);
            allocated = length;
            truncated = true;
        }
    }

    private void leadToNewest() throws IOException {
        if (chunkWritten) {
            writeSlot(nextSlot);
            return;
        }
        if (!header.isKnown()) {
            ByteBuffer written = ByteBuffer.allocate(StoreHeader.LENGTH);
            base.read(written, 0);
            header.noteHeader(written.flip());
        }
        sync();
        writeBothSlots();
        sync();
        chunkWritten = true;
    }

    private void writeBothSlots() throws IOException {
        writeSlot(0);
        writeSlot(1);
    }

    private void writeSlot(int slot) throws IOException {
        writeFully(header.slot(), (long) slot * StoreHeader.BLOCK);
        newestSlot = slot;
    }

    private void writeFully(ByteBuffer bytes, long position) throws IOException {
        unsynced = true;
        for (long at = position; bytes.hasRemaining(); ) {
            at += base.write(bytes, at);
            length = Math.max(length, at);
            allocated = Math.max(allocated, length);
            end = Math.max(end, at);
        }
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // readers need not wait for a writer
    public int read(ByteBuffer target, long position) throws IOException {
        return base.read(target, position);
    }

    @Override
    public synchronized long size() {
        return length;
    }

    /** Otherwise a longer file costs nothing. */
    private boolean isSyncedOften() {
        return 4L * syncs > chunks;
    }

    @Override
    protected synchronized void implTruncate(long size) throws IOException {
        boolean hadZeros = allocated > length;
        length = Math.min(length, size);
        if (!isSyncedOften() || allocated - length > Math.max(MOST_STEP, allocated / 4)) {
            cutOff();
        } else if (!hadZeros) {
            sync();
        }
    }

    private void cutOff() throws IOException {
        sync();
        base.truncate(length);
        allocated = length;
        // What was cut off may still be there after a power cut, and end is the same until it is not.
        unsynced = true;
        truncated = true;
    }

    /**
     * The metadata that H2 asks for is not needed, unless a file has become shorter: when it was last written. It would cost
     * a write to the file system's journal each time.
     */
    @Override
    public synchronized void force(boolean metaData) throws IOException {
        syncs++;
        sync();
    }

    private void sync() throws IOException {
        if (unsynced) {
            base.force(truncated);
            unsynced = false;
            unsyncedChunk = false;
            truncated = false;
            nextSlot = 1 - newestSlot;
            end = length;
        }
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return base.tryLock(position, size, shared);
    }

    @Override
    protected synchronized void implCloseChannel() throws IOException {
        try (base) {
            if (length < allocated) {
                cutOff();
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
