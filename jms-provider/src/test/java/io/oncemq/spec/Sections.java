// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** The sections of the specification in their order: the measure of what has to be tested. */
final class Sections {
    /** What is to be done about one. */
    enum Kind {
        /** Has tests that name it. */
        RULE,
        /** Says nothing that a program could break. */
        NOTHING,
        /** Is proven by a test of another module. */
        ELSEWHERE
    }

    /**
     * One of them.
     *
     * @param remark why there is nothing to test, or the file of the tests that are elsewhere, separated by blanks
     */
    record Entry(String number, String title, Kind kind, String remark) {
        String chapter() {
            int dot = number.indexOf('.');
            return dot < 0 ? number : number.substring(0, dot);
        }
    }

    private Sections() {}

    /** All of sections.txt by number. */
    static Map<String, Entry> all() {
        Map<String, Entry> entries = new LinkedHashMap<>();
        try (InputStream file = Objects.requireNonNull(Sections.class.getResourceAsStream("sections.txt"));
                BufferedReader reader = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            reader.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> {
                        Entry entry = parse(line);
                        if (entries.put(entry.number, entry) != null) {
                            throw new IllegalStateException("section " + entry.number + " is there twice");
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return entries;
    }

    private static Entry parse(String line) {
        String[] parts = line.split("\\s*\\|\\s*", -1);
        int blank = parts[0].indexOf(' ');
        String number = parts[0].substring(0, blank);
        String title = parts[0].substring(blank + 1).strip();
        if (parts.length == 1) {
            return new Entry(number, title, Kind.RULE, "");
        }
        String remark = parts[1];
        return remark.startsWith("see ")
                ? new Entry(number, title, Kind.ELSEWHERE, remark.substring(4))
                : new Entry(number, title, Kind.NOTHING, remark);
    }
}
