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
 * </ul>
 *
 * <p>Safe for any number of threads; all but reading happens under its monitor.
 */
final class StoreFile extends FileBaseDefault {
    private final FileChannel base;
    private final String name;

    // Guarded by this object's monitor.
    private final StoreHeader header = new StoreHeader();
    /** What a process wrote that was killed may not be on the disk either. */
    private boolean unsynced = true;

    private boolean truncated = true;
    /** Where the file ended at the last sync or has since, whichever is more. */
    private long end = Long.MAX_VALUE;

    private boolean chunkWritten;
    private int newestSlot;
    /** The slot that does not lead to the newest chunk of the last sync. */
    private int nextSlot;

    StoreFile(FileChannel base, String name) {
        this.base = base;
        this.name = name;
    }

    @Override
    public synchronized int write(ByteBuffer source, long position) throws IOException {
        int length = source.remaining();
        if (position == 0) {
            header.noteHeader(source);
            if (!header.hasNewest()) {
                force(false);
                writeBothSlots();
            }
        } else {
            if (position < end) {
                force(false);
            }
            writeFully(source.duplicate(), position);
            if (header.noteChunk(source, position)) {
                leadToNewest();
            }
        }
        source.position(source.limit());
        return length;
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
        force(false);
        writeBothSlots();
        force(false);
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
            end = Math.max(end, at);
        }
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // readers need not wait for a writer
    public int read(ByteBuffer target, long position) throws IOException {
        return base.read(target, position);
    }

    @Override
    public long size() throws IOException {
        return base.size();
    }

    @Override
    protected synchronized void implTruncate(long size) throws IOException {
        force(false);
        base.truncate(size);
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
        if (unsynced) {
            base.force(truncated);
            unsynced = false;
            truncated = false;
            nextSlot = 1 - newestSlot;
            end = base.size();
        }
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return base.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        base.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
