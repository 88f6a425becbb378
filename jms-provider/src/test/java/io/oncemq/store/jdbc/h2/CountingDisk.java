// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc.h2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** A file system for H2 that counts syncs. Public because H2 makes instances by reflection. */
public final class CountingDisk extends FilePathWrapper {
    static final String SCHEME = "counting";
    static final AtomicInteger SYNCS = new AtomicInteger();

    static {
        FilePath.register(new CountingDisk());
    }

    static void install() {
        // The static initialiser did.
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new CountingFile(super.open(mode));
    }

    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // the base is safe for threads
    private static final class CountingFile extends FileBaseDefault {
        private final FileChannel base;

        CountingFile(FileChannel base) {
            this.base = base;
        }

        @Override
        public void force(boolean metaData) {
            SYNCS.incrementAndGet();
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            return base.write(source, position);
        }

        @Override
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
        public FileLock tryLock(long position, long length, boolean shared) throws IOException {
            return base.tryLock(position, length, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            base.close();
        }
    }
}
