// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A statement with its parameters written {@code :name}, read once. Casts are written {@code cast(…)}, never with colons. */
final class Sql {
    private static final Pattern PARAMETER = Pattern.compile(":([a-z_]+)");

    private static final Pattern CHANGE = Pattern.compile("(?<!for )\\b(insert|update|delete)\\b");

    private final String jdbc;
    private final Map<String, List<Integer>> positions;
    private final boolean change;

    private Sql(String jdbc, Map<String, List<Integer>> positions) {
        this.jdbc = jdbc;
        this.positions = positions;
        this.change = CHANGE.matcher(jdbc).find();
    }

    static Sql of(String text) {
        Map<String, List<Integer>> positions = new HashMap<>();
        Matcher parameter = PARAMETER.matcher(text);
        int count = 0;
        while (parameter.find()) {
            count++;
            positions
                    .computeIfAbsent(parameter.group(1), name -> new ArrayList<>(1))
                    .add(count);
        }
        return new Sql(parameter.replaceAll("?").strip(), positions);
    }

    /** As JDBC wants it. */
    String jdbc() {
        return jdbc;
    }

    /** Whether it may change a row, also as a part of a query. */
    boolean isChange() {
        return change;
    }

    /** Where a parameter goes; empty if this database's statement does without it. */
    List<Integer> positions(String name) {
        return positions.getOrDefault(name, List.of());
    }

    @Override
    public String toString() {
        return jdbc;
    }
}
