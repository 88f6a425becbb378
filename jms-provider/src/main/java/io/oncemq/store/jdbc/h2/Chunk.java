// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc.h2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * What the first line of a chunk tells of it.
 *
 * @param position in bytes
 * @param length in bytes
 */
record Chunk(long id, long version, long position, long length) {
    /** H2 reads so much to find a chunk's first line. */
    static final int FIRST = 1024;
    /** The length of a chunk's last line. */
    static final int LAST = 128;

    private static final byte[] START = "chunk:".getBytes(StandardCharsets.US_ASCII);

    /** The chunk that these bytes begin; null if they are something else. Does not move the buffer. */
    static @Nullable Chunk of(ByteBuffer bytes, long position) {
        int length = Math.min(bytes.remaining(), FIRST);
        if (length < START.length
                || !bytes.slice(bytes.position(), START.length).equals(ByteBuffer.wrap(START))) {
            return null;
        }
        byte[] first = new byte[length];
        bytes.get(bytes.position(), first);
        int end = 0;
        while (end < length && first[end] != '\n') {
            end++;
        }
        try {
            return of(DataUtils.parseMap(new String(first, 0, end, StandardCharsets.ISO_8859_1).strip()), position);
        } catch (MVStoreException e) {
            // It only begins like a chunk.
            return null;
        }
    }

    /** The chunk that begins at this position of a file; null if none does. */
    static @Nullable Chunk at(long position, FileChannel file) throws IOException {
        ByteBuffer first = ByteBuffer.allocate(FIRST);
        if (position < FileHeader.LENGTH) {
            return null;
        }
        file.read(first, position);
        return of(first.flip(), position);
    }

    private static Chunk of(Map<String, String> line, long position) {
        return new Chunk(
                number(line, "chunk"), number(line, "version"), position, number(line, "len") * FileHeader.BLOCK);
    }

    private static long number(Map<String, String> line, String name) {
        return DataUtils.readHexLong(line, name, -1);
    }

    long end() {
        return position + length;
    }

    /** The last line of this chunk, with a seal. */
    byte[] lastLine(int seal) {
        ChecksummedLine line = new ChecksummedLine();
        line.put("chunk", id);
        line.put("len", length / FileHeader.BLOCK);
        line.put("version", version);
        line.put(ChunkSeal.NAME, Integer.toUnsignedLong(seal));
        return line.bytes(LAST);
    }
}
