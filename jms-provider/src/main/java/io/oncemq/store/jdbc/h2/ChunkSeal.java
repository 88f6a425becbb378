// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc.h2;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A checksum over a whole chunk, in the chunk's last line. H2 takes a chunk for whole whose first and last line are
 * there; a power cut can leave both and lose what is between. The checksum begins with a number that only the file
 * knows, so that no message can be made to look like a chunk. Safe for any number of threads.
 */
final class ChunkSeal {
    static final String NAME = "crc";

    private final int salt;

    /** With salt 0, for a file that was begun by H2 alone, nothing is sealed and lines are believed. */
    ChunkSeal(int salt) {
        this.salt = salt;
    }

    /** Seals the chunk in this buffer, in place; leaves anything else as it is. */
    void seal(ByteBuffer bytes) {
        Chunk chunk = salt == 0 ? null : Chunk.of(bytes, 0);
        if (chunk == null || chunk.length() != bytes.remaining()) {
            return;
        }
        int end = bytes.limit() - Chunk.LAST;
        CRC32C checksum = begin();
        checksum.update(bytes.duplicate().limit(end));
        bytes.put(end, chunk.lastLine((int) checksum.getValue()));
    }

    /** Whether all of this chunk is in the file. */
    boolean isWhole(Chunk chunk, FileChannel file) throws IOException {
        if (chunk.position() < FileHeader.LENGTH || chunk.length() < FileHeader.BLOCK || chunk.end() > file.size()) {
            return false;
        }
        ChecksummedLine last = lastLine(file, chunk.end());
        if (last == null
                || last.number("chunk") != chunk.id()
                || last.number("len") != chunk.length() / FileHeader.BLOCK) {
            return false;
        }
        return salt == 0 || last.number(NAME) == checksum(chunk, file);
    }

    /** Whether a whole chunk ends here. */
    boolean isEndOfWhole(long end, FileChannel file) throws IOException {
        ChecksummedLine last = lastLine(file, end);
        Chunk chunk = last == null ? null : Chunk.at(end - last.number("len") * FileHeader.BLOCK, file);
        return chunk != null && chunk.end() == end && isWhole(chunk, file);
    }

    private long checksum(Chunk chunk, FileChannel file) throws IOException {
        CRC32C checksum = begin();
        ByteBuffer part = ByteBuffer.allocate(64 * 1024);
        long end = chunk.end() - Chunk.LAST;
        for (long at = chunk.position(); at < end; at += part.limit()) {
            part.clear().limit((int) Math.min(part.capacity(), end - at));
            readFully(file, part, at);
            checksum.update(part.flip());
        }
        return checksum.getValue();
    }

    private CRC32C begin() {
        CRC32C checksum = new CRC32C();
        checksum.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, salt));
        return checksum;
    }

    private static @Nullable ChecksummedLine lastLine(FileChannel file, long end) throws IOException {
        byte[] last = new byte[Chunk.LAST];
        readFully(file, ByteBuffer.wrap(last), end - Chunk.LAST);
        return ChecksummedLine.read(last);
    }

    private static void readFully(FileChannel file, ByteBuffer target, long position) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int read = file.read(target, at);
            if (read < 0) {
                throw new EOFException("nothing at " + at);
            }
            at += read;
        }
    }
}
