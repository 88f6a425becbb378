// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc.h2;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.h2.store.fs.FileBaseDefault;

/**
 * A file of the default file system that is read and written by the calling thread and outlives its interruption: a
 * {@link java.nio.channels.FileChannel} closes when a thread that uses it is interrupted, and an asynchronous one hands each call
 * to another thread. Safe for any number of threads; reading and writing exclude each other, syncing excludes neither.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // has a monitor of its own
final class PlainFile extends FileBaseDefault {
    private final RandomAccessFile file;
    private final boolean writable;

    /** A second way to the same file, whose {@code force} neither closes nor asks for more than the data. */
    private final AsynchronousFileChannel syncing;

    PlainFile(Path path, String mode) throws IOException {
        writable = !mode.equals("r");
        file = new RandomAccessFile(path.toFile(), mode);
        try {
            syncing = AsynchronousFileChannel.open(path, writable ? StandardOpenOption.WRITE : StandardOpenOption.READ);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        if (target.hasArray()) {
            int read = read(target.array(), target.arrayOffset() + target.position(), target.remaining(), position);
            target.position(target.position() + Math.max(read, 0));
            return read;
        }
        byte[] bytes = new byte[target.remaining()];
        int read = read(bytes, 0, bytes.length, position);
        target.put(bytes, 0, Math.max(read, 0));
        return read;
    }

    private int read(byte[] bytes, int offset, int length, long position) throws IOException {
        synchronized (file) {
            file.seek(position);
            return file.read(bytes, offset, length);
        }
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        if (!writable) {
            throw new NonWritableChannelException();
        }
        int length = source.remaining();
        byte[] bytes;
        int offset = 0;
        if (source.hasArray()) {
            bytes = source.array();
            offset = source.arrayOffset() + source.position();
            source.position(source.limit());
        } else {
            bytes = new byte[length];
            source.get(bytes);
        }
        synchronized (file) {
            file.seek(position);
            file.write(bytes, offset, length);
        }
        return length;
    }

    @Override
    public long size() throws IOException {
        return file.length();
    }

    @Override
    protected void implTruncate(long size) throws IOException {
        synchronized (file) {
            if (size < file.length()) {
                file.setLength(size);
            }
        }
    }

    @Override
    public void force(boolean metaData) throws IOException {
        syncing.force(metaData);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return file.getChannel().tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        try (file) {
            syncing.close();
        }
    }
}
