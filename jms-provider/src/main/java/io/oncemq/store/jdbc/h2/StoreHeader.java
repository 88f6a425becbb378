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
 * The header of a file, as it has to be. A chunk begins with a line of names and hexadecimal numbers; the file begins
 * with two slots, of a block each, that hold such a line with a checksum. H2 follows the slot that leads to the newer
 * chunk, of those that lead to one. Used by one thread at a time.
 */
final class StoreHeader {
    /** Bytes. */
    static final int BLOCK = 4096;
    /** Bytes. */
    static final int LENGTH = 2 * BLOCK;

    /** H2 keeps both kinds of line shorter. */
    private static final int LONGEST_LINE = 1024;

    private static final String CHUNK = "chunk";
    private static final String VERSION = "version";
    private static final String FLETCHER = "fletcher";

    /** What the header says whatever it leads to; empty until a header was seen. */
    private Map<String, String> lasting = Map.of();

    private long newestVersion = -1;
    private String newestChunk = "";
    private long newestBlock;

    boolean isKnown() {
        return !lasting.isEmpty();
    }

    /** Takes note of what H2 writes as the header, or wrote once. */
    void noteHeader(ByteBuffer header) {
        for (int slot = header.position(); slot < header.limit(); slot += BLOCK) {
            Map<String, String> line = checkedLine(header.duplicate().position(slot));
            if (line != null) {
                // Of a file that was ended cleanly H2 looks only at the chunks that the newest one lists, and at no
                // other when one of them is not there any more; it then goes back to any of them that is.
                line.remove("clean");
                lasting = line;
                return;
            }
        }
    }

    /** Takes note of a chunk if it is the newest, be it new or moved; false for anything else. */
    boolean noteChunk(ByteBuffer bytes, long position) {
        Map<String, String> line = parse(line(bytes));
        String hex = line == null || !line.containsKey(CHUNK) ? null : line.get(VERSION);
        long version = hex == null ? -1 : Long.parseUnsignedLong(hex, 16);
        if (line == null || version < 0 || version < newestVersion || position % BLOCK != 0) {
            return false;
        }
        newestVersion = version;
        newestChunk = line.getOrDefault(CHUNK, "");
        newestBlock = position / BLOCK;
        return true;
    }

    /** Whether a chunk was written since the file was opened. */
    boolean hasNewest() {
        return newestVersion >= 0;
    }

    /** A slot that leads to the newest chunk; if none was written yet, to what the header led to. */
    ByteBuffer slot() {
        HashMap<String, String> line = new HashMap<>(lasting);
        if (hasNewest()) {
            line.put(CHUNK, newestChunk);
            line.put("block", Long.toHexString(newestBlock));
            line.put(VERSION, Long.toHexString(newestVersion));
        }
        StringBuilder text = DataUtils.appendMap(new StringBuilder(LONGEST_LINE), line);
        DataUtils.appendMap(text, FLETCHER, checksum(text.toString()));
        return ByteBuffer.allocate(BLOCK).put(0, text.append('\n').toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static @Nullable Map<String, String> checkedLine(ByteBuffer bytes) {
        String line = line(bytes);
        int end = line.lastIndexOf("," + FLETCHER + ":");
        Map<String, String> map = end < 0 ? null : parse(line);
        if (map == null
                || !Integer.toHexString(checksum(line.substring(0, end))).equals(map.remove(FLETCHER))) {
            return null;
        }
        return map;
    }

    private static int checksum(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return DataUtils.getFletcher32(bytes, 0, bytes.length);
    }

    private static @Nullable Map<String, String> parse(String line) {
        try {
            return line.isEmpty() ? null : DataUtils.parseMap(line);
        } catch (MVStoreException e) {
            // Not one of H2's lines.
            return null;
        }
    }

    /** The line that these bytes begin with; empty if they are something else. */
    private static String line(ByteBuffer bytes) {
        byte[] start = new byte[Math.min(bytes.remaining(), LONGEST_LINE)];
        bytes.get(bytes.position(), start);
        int end = 0;
        while (end < start.length && start[end] != '\n') {
            if (start[end] < ' ' || start[end] > '~') {
                return "";
            }
            end++;
        }
        return end == start.length ? "" : new String(start, 0, end, StandardCharsets.ISO_8859_1).strip();
    }
}
