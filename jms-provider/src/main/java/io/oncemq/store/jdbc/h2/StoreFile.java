// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc.h2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.security.SecureRandom;
import org.h2.store.fs.FileBaseDefault;
import org.jspecify.annotations.Nullable;

/**
 * One open H2 file. Whenever the process is killed or the power fails, the last synced commit is found in it:
 *
 * <ul>
 *   <li>each new chunk is followed by a header whose first line leads to it, and whose second line leads to the newest
 *       chunk that is on the disk for certain;
 *   <li>space is written anew only when what made it free is on the disk;
 *   <li>chunks are sealed, and when a file was not closed, H2 is shown those only that are whole;
 *   <li>the header says that the file is open before anything else is written.
 * </ul>
 *
 * Safe for any number of threads; writes happen one at a time under its monitor.
 */
final class StoreFile extends FileBaseDefault {
    private final FileChannel base;
    private final String name;
    /** Guarded by this object's monitor, as all below. */
    private int salt;

    private ChunkSeal seal = new ChunkSeal(0);
    /** What the file begins with; null if H2 has not written it yet. */
    private @Nullable FileHeader header;
    /** The newest chunk; null if none is known. */
    private @Nullable Chunk newest;
    /** The newest chunk that is on the disk for certain; null if none is. */
    private @Nullable Chunk synced;

    private boolean unsynced;
    private boolean markedOpen;
    /** True until a new file was synced for the first time: what it holds then is needed in full. */
    private boolean isNew;
    /** True while H2 may be looking for what is left of a file that was not closed. */
    private volatile boolean hidesBroken;

    StoreFile(FileChannel base, String name) {
        this.base = base;
        this.name = name;
    }

    /** Nobody else writes from here on; H2 locks a file before it reads it. */
    @Override
    public synchronized @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
        FileLock lock = base.tryLock(position, size, shared);
        if (lock != null) {
            takeNote();
        }
        return lock;
    }

    private void takeNote() throws IOException {
        FileHeader first = FileHeader.of(base, 0);
        FileHeader second = FileHeader.of(base, 1);
        header = first == null ? second : first;
        isNew = base.size() == 0;
        salt = isNew ? new SecureRandom().nextInt() | 1 : header == null ? 0 : header.salt();
        seal = new ChunkSeal(salt);
        hidesBroken = first == null || !first.isOfClosedFile() || second == null || !second.isOfClosedFile();
        synced = newer(ledTo(first), ledTo(second));
        newest = synced;
    }

    private static @Nullable Chunk newer(@Nullable Chunk one, @Nullable Chunk other) {
        return one == null || (other != null && other.version() > one.version()) ? other : one;
    }

    private @Nullable Chunk ledTo(@Nullable FileHeader line) throws IOException {
        if (line == null) {
            return null;
        }
        Chunk chunk = Chunk.at(line.position(), base);
        return chunk != null && chunk.version() == line.version() && seal.isWhole(chunk, base) ? chunk : null;
    }

    @Override
    public synchronized int write(ByteBuffer source, long position) throws IOException {
        int length = source.remaining();
        if (position == 0) {
            writeHeader(source);
        } else {
            writeChunk(source, position);
        }
        source.position(source.limit());
        return length;
    }

    private void writeHeader(ByteBuffer source) throws IOException {
        FileHeader written = FileHeader.of(source);
        if (written == null) {
            writeFully(source.duplicate(), 0);
            return;
        }
        if (written.isOfClosedFile()) {
            // It must not be found without the chunk it leads to, and no chunk is written before it says otherwise.
            syncAll();
            markedOpen = false;
        }
        if (salt != 0) {
            written.salt(salt);
        }
        header = written;
        writeHeader(written);
    }

    private void writeHeader(FileHeader line) throws IOException {
        ByteBuffer both = ByteBuffer.allocate(FileHeader.LENGTH);
        if (newest != null) {
            line.leadTo(newest);
        }
        both.put(line.bytes());
        if (synced != null) {
            line.leadTo(synced);
        }
        both.put(line.bytes());
        writeFully(both.flip(), 0);
    }

    private void writeChunk(ByteBuffer source, long position) throws IOException {
        hidesBroken = false;
        if (!markedOpen) {
            markOpen();
        } else if (isNew || position < base.size()) {
            // What made this space free must be on the disk before something else is written there.
            syncAll();
        }
        seal.seal(source);
        writeFully(source.duplicate(), position);
        Chunk chunk = Chunk.of(source, position);
        if (chunk != null && (newest == null || chunk.version() >= newest.version())) {
            newest = chunk;
            if (header != null) {
                writeHeader(header);
            }
        }
    }

    private void markOpen() throws IOException {
        if (header != null && header.isOfClosedFile()) {
            header.markOpen();
            writeHeader(header);
        }
        syncAll();
        markedOpen = true;
    }

    private void writeFully(ByteBuffer bytes, long position) throws IOException {
        unsynced = true;
        long at = position;
        while (bytes.hasRemaining()) {
            at += base.write(bytes, at);
        }
    }

    /** Content, and the length of the file; not when it was last changed, which would cost as much again. */
    private void syncAll() throws IOException {
        if (unsynced) {
            base.force(false);
            unsynced = false;
            synced = newest;
        }
    }

    @Override
    public synchronized void force(boolean metaData) throws IOException {
        syncAll();
        isNew = false;
    }

    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // readers need not wait for a writer
    public int read(ByteBuffer target, long position) throws IOException {
        int start = target.position();
        int length = target.remaining();
        int read = base.read(target, position);
        if (hidesBroken && read == length && position >= FileHeader.LENGTH && isOfBroken(length, position)) {
            target.put(start, new byte[length]);
        }
        return read;
    }

    /** H2 reads first and last lines only to find out which chunks there are. */
    private synchronized boolean isOfBroken(int length, long position) throws IOException {
        if (length == Chunk.FIRST && position % FileHeader.BLOCK == 0) {
            Chunk chunk = Chunk.at(position, base);
            return chunk != null && !seal.isWhole(chunk, base);
        }
        if (length == Chunk.LAST && (position + length) % FileHeader.BLOCK == 0) {
            return !seal.isEndOfWhole(position + length, base);
        }
        return false;
    }

    @Override
    public long size() throws IOException {
        return base.size();
    }

    @Override
    protected synchronized void implTruncate(long size) throws IOException {
        unsynced = true;
        base.truncate(size);
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
