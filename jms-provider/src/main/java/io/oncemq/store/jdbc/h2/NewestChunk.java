// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc.h2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * The newest of the chunks that were written to a file. A chunk begins with a line of names and hexadecimal numbers;
 * the file begins with two copies of such a line, in a block each, that tells where to look for the newest chunk. Used
 * by one thread at a time.
 */
final class NewestChunk {
    private static final int BLOCK = 4096;
    /** Bytes. */
    static final int HEADER_LENGTH = 2 * BLOCK;

    /** H2 keeps both kinds of line shorter. */
    private static final int LONGEST_LINE = 1024;

    private static final String CHUNK = "chunk";
    private static final String VERSION = "version";
    private static final String FLETCHER = "fletcher";

    private long version = -1;
    private String chunk = "";
    private long block;

    /** Takes note of a chunk if it is the newest, be it new or moved; false for anything else. */
    boolean chunkWritten(ByteBuffer bytes, long position) {
        Map<String, String> line = line(bytes);
        long written = version(line);
        if (line == null || position % BLOCK != 0 || written < version) {
            return false;
        }
        version = written;
        chunk = line.getOrDefault(CHUNK, "");
        block = position / BLOCK;
        return true;
    }

    /**
     * The header to write instead: the same, unless it leads to a chunk older than the newest, or tells that H2 ended
     * cleanly. Of such a file H2 looks only at the chunks that its last one lists, and at no other when one of them is
     * not there any more; it then goes back to any of them that is.
     */
    ByteBuffer mendHeader(ByteBuffer header) {
        Map<String, String> line = line(header);
        long leadsTo = version(line);
        if (line == null || leadsTo < 0) {
            return header;
        }
        boolean wasClean = line.remove("clean") != null;
        boolean tooOld = leadsTo < version;
        if (!wasClean && !tooOld) {
            return header;
        }
        line.remove(FLETCHER);
        if (tooOld) {
            line.put(CHUNK, chunk);
            line.put("block", Long.toHexString(block));
            line.put(VERSION, Long.toHexString(version));
        }
        byte[] mended = withChecksum(line);
        ByteBuffer result = ByteBuffer.allocate(header.remaining());
        for (int copy = 0; copy + mended.length <= result.capacity(); copy += BLOCK) {
            result.put(copy, mended);
        }
        return result;
    }

    private static byte[] withChecksum(Map<String, String> line) {
        StringBuilder text = DataUtils.appendMap(new StringBuilder(LONGEST_LINE), new HashMap<>(line));
        byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        DataUtils.appendMap(text, FLETCHER, DataUtils.getFletcher32(bytes, 0, bytes.length));
        return text.append('\n').toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static long version(@Nullable Map<String, String> line) {
        String hex = line == null || !line.containsKey(CHUNK) ? null : line.get(VERSION);
        return hex == null ? -1 : Long.parseUnsignedLong(hex, 16);
    }

    /** The line that these bytes begin with; null if they are something else. */
    private static @Nullable Map<String, String> line(ByteBuffer bytes) {
        byte[] start = new byte[Math.min(bytes.remaining(), LONGEST_LINE)];
        bytes.get(bytes.position(), start);
        int end = 0;
        while (end < start.length && start[end] != '\n') {
            if (start[end] < ' ' || start[end] > '~') {
                return null;
            }
            end++;
        }
        if (end == start.length) {
            return null;
        }
        try {
            return DataUtils.parseMap(new String(start, 0, end, StandardCharsets.ISO_8859_1).strip());
        } catch (MVStoreException e) {
            // Not one of H2's lines, and nothing to be mended.
            return null;
        }
    }
}
