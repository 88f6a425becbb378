// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc.h2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.h2.store.fs.FileBaseDefault;

/**
 * One open H2 file. Space is written anew only when what went before is on the disk, so that a power cut leaves some
 * commit complete. Watches which chunk is the newest and mends a header that H2 writes to lead to an older one: H2
 * writes the header after the chunk, but before it takes note of that chunk. Safe for any number of threads; writes
 * happen one at a time under its monitor.
 */
final class StoreFile extends FileBaseDefault {
    private static final int HEADER = 2 * 4096;

    private final FileChannel base;
    private final String name;
    private final NewestChunk newest = new NewestChunk();
    /** Guarded by this object's monitor. */
    private boolean unsynced;

    StoreFile(FileChannel base, String name) {
        this.base = base;
        this.name = name;
    }

    @Override
    public synchronized int write(ByteBuffer source, long position) throws IOException {
        boolean isHeader = position == 0;
        if (unsynced && (isHeader || position < base.size())) {
            // What made this space free must be on the disk before something else is written there, and what a header
            // leads to before the header: H2 goes back to any old state when it leads to nothing.
            force(false);
        }
        if (!isHeader && position < base.size()) {
            leadToNewest();
        }
        ByteBuffer bytes = isHeader ? newest.mendHeader(source) : source.duplicate();
        int length = bytes.remaining();
        int written = 0;
        while (written < length) {
            written += base.write(bytes, position + written);
        }
        unsynced = true;
        if (!isHeader) {
            newest.chunkWritten(source, position);
        }
        source.position(source.limit());
        return length;
    }

    /** What is written now may take the place of a chunk on the way from the header to the newest one. */
    private void leadToNewest() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER);
        base.read(header, 0);
        header.flip();
        ByteBuffer mended = newest.mendHeader(header);
        if (!mended.equals(header)) {
            base.write(mended, 0);
            force(false);
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
