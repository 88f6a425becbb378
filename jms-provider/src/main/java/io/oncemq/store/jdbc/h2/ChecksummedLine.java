// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc.h2;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * A line of names and values that ends with its checksum, as H2 puts it twice at the beginning of a file and once at the
 * end of each chunk. Numbers are hexadecimal. Used by one thread at a time.
 */
final class ChecksummedLine {
    private static final String CHECKSUM = "fletcher";

    private final HashMap<String, String> entries;

    ChecksummedLine() {
        entries = new HashMap<>();
    }

    private ChecksummedLine(Map<String, String> entries) {
        this.entries = new HashMap<>(entries);
    }

    /** The line that these bytes begin with; null if it is something else or its checksum is wrong. */
    static @Nullable ChecksummedLine read(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] >= ' ' && bytes[end] <= '~') {
            end++;
        }
        String text = new String(bytes, 0, end, StandardCharsets.ISO_8859_1).strip();
        int checked = text.lastIndexOf("," + CHECKSUM + ":");
        if (checked < 0) {
            return null;
        }
        try {
            Map<String, String> entries = DataUtils.parseMap(text);
            long checksum = DataUtils.readHexLong(entries, CHECKSUM, 0);
            return (int) checksum == DataUtils.getFletcher32(bytes, 0, checked) ? new ChecksummedLine(entries) : null;
        } catch (MVStoreException e) {
            // Not one of H2's lines.
            return null;
        }
    }

    boolean has(String name) {
        return entries.containsKey(name);
    }

    /** The number of this name; -1 if there is none. */
    long number(String name) {
        return DataUtils.readHexLong(entries, name, -1);
    }

    void put(String name, long number) {
        entries.put(name, Long.toHexString(number));
    }

    void remove(String name) {
        entries.remove(name);
    }

    /** The line with its checksum, filled up with spaces and an end to this length. */
    byte[] bytes(int length) {
        entries.remove(CHECKSUM);
        StringBuilder text = DataUtils.appendMap(new StringBuilder(), entries);
        byte[] checked = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        DataUtils.appendMap(text, CHECKSUM, DataUtils.getFletcher32(checked, 0, checked.length));
        byte[] line = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, line.length, length - 1, (byte) ' ');
        System.arraycopy(line, 0, bytes, 0, line.length);
        bytes[length - 1] = '\n';
        return bytes;
    }
}
