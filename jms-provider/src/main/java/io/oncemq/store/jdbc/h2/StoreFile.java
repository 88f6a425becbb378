// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc.h2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.h2.store.fs.FileBaseDefault;

/**
 * One open H2 file; watches which chunk is the newest. What it adds to each write:
 *
 * <ul>
 *   <li>A header that would lead to an older chunk is mended to lead to the newest: H2 writes the header after the chunk,
 *       but before it takes note of that chunk.
 *   <li>A header is written when what it leads to is on the disk: when it leads to nothing, H2 goes back to any old
 *       state.
 *   <li>Freed space is written anew when what made it free is on the disk, and when the header there leads to the newest
 *       chunk with no other in between.
 *   <li>The first chunk since the file was opened is followed by a header that leads to it: when H2 had to search for what
 *       it opened, the header led to something else.
 * </ul>
 *
 * <p>Safe for any number of threads; writes happen one at a time under its monitor.
 */
final class StoreFile extends FileBaseDefault {
    private final FileChannel base;
    private final String name;
    private final NewestChunk newest = new NewestChunk();
    /** Both guarded by this object's monitor. */
    private boolean unsynced;

    private boolean firstChunk = true;

    StoreFile(FileChannel base, String name) {
        this.base = base;
        this.name = name;
    }

    @Override
    public synchronized int write(ByteBuffer source, long position) throws IOException {
        int length = source.remaining();
        if (position == 0) {
            forceWhatIsUnsynced();
            writeFully(newest.mendHeader(source), 0);
        } else {
            if (position < base.size()) {
                forceWhatIsUnsynced();
                leadToNewest();
            }
            writeFully(source.duplicate(), position);
            if (newest.chunkWritten(source, position) && firstChunk) {
                firstChunk = false;
                force(false);
                leadToNewest();
            }
        }
        source.position(source.limit());
        return length;
    }

    private void leadToNewest() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(NewestChunk.HEADER_LENGTH);
        base.read(header, 0);
        header.flip();
        ByteBuffer mended = newest.mendHeader(header);
        if (!mended.equals(header)) {
            writeFully(mended, 0);
            force(false);
        }
    }

    private void forceWhatIsUnsynced() throws IOException {
        if (unsynced) {
            force(false);
        }
    }

    private void writeFully(ByteBuffer bytes, long position) throws IOException {
        unsynced = true;
        for (long at = position; bytes.hasRemaining(); ) {
            at += base.write(bytes, at);
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
    protected void implTruncate(long size) throws IOException {
        base.truncate(size);
    }

    @Override
    public synchronized void force(boolean metaData) throws IOException {
        base.force(metaData);
        unsynced = false;
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
