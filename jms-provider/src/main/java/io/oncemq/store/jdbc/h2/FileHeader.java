// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc.h2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/** One of the two lines, in a block each, that an H2 file begins with: they lead to the newest chunk. */
final class FileHeader {
    static final int BLOCK = 4096;
    /** Of both. */
    static final int LENGTH = 2 * BLOCK;

    private static final String CLOSED = "clean";
    private static final String SALT = "oncemq";

    private final ChecksummedLine line;

    private FileHeader(ChecksummedLine line) {
        this.line = line;
    }

    /** The first (0) or second (1) line of a file; null if it is not there. */
    static @Nullable FileHeader of(FileChannel file, int copy) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BLOCK);
        file.read(bytes, (long) copy * BLOCK);
        return of(bytes.flip());
    }

    /** The line that these bytes begin with; null if they are something else. Does not move the buffer. */
    static @Nullable FileHeader of(ByteBuffer bytes) {
        byte[] block = new byte[Math.min(bytes.remaining(), BLOCK)];
        bytes.get(bytes.position(), block);
        ChecksummedLine line = ChecksummedLine.read(block);
        return line == null ? null : new FileHeader(line);
    }

    /** True when nothing was written since the file was closed. */
    boolean isOfClosedFile() {
        return line.has(CLOSED);
    }

    void markOpen() {
        line.remove(CLOSED);
    }

    /** What this file's seals are made with; 0 for a file without. */
    int salt() {
        return line.has(SALT) ? (int) line.number(SALT) : 0;
    }

    void salt(int salt) {
        line.put(SALT, Integer.toUnsignedLong(salt));
    }

    /** Where the chunk that this leads to begins, in bytes. */
    long position() {
        return line.number("block") * BLOCK;
    }

    long version() {
        return line.number("version");
    }

    void leadTo(Chunk chunk) {
        line.put("chunk", chunk.id());
        line.put("block", chunk.position() / BLOCK);
        line.put("version", chunk.version());
    }

    /** The line, filled up to a block. */
    byte[] bytes() {
        return line.bytes(BLOCK);
    }
}
