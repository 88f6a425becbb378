// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.report;

import java.util.List;

/** A Markdown table; all columns but the first are numbers. */
final class Table {
    private final StringBuilder text = new StringBuilder();

    Table(List<String> head) {
        add(head);
        text.append("|---").append("|--:".repeat(head.size() - 1)).append("|\n");
    }

    void add(List<String> row) {
        text.append("| ").append(String.join(" | ", row)).append(" |\n");
    }

    String text() {
        return text.toString();
    }
}
