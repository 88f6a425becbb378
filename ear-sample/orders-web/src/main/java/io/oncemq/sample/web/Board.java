// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample.web;

import io.oncemq.sample.orders.DeadLetters.DeadLetter;
import io.oncemq.sample.orders.Order;
import io.oncemq.sample.orders.OrderReport.Line;
import io.oncemq.sample.orders.OrderReport.Totals;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What changes on the page: the totals, the latest orders, the dead letters. */
final class Board {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final int DEAD_SHOWN = 20;

    private final Totals totals;
    private final List<Line> latest;
    private final List<DeadLetter> dead;
    private final Set<Long> deadNumbers;

    Board(Totals totals, List<Line> latest, List<DeadLetter> dead) {
        this.totals = totals;
        this.latest = latest;
        this.dead = dead;
        deadNumbers = dead.stream().map(letter -> letter.order().number()).collect(Collectors.toSet());
    }

    String html() {
        return tiles() + orders() + deadLetters();
    }

    private String tiles() {
        long waiting = Math.max(0, totals.orders() - totals.processed() - dead.size());
        return "<section class=\"tiles\">\n"
                + tile("Orders", totals.orders(), "")
                + tile("Processed", totals.processed(), "good")
                + tile("Waiting", waiting, "")
                + tile("Failed attempts", totals.failedAttempts(), "warn")
                + tile("Dead letters", dead.size(), "bad")
                + tile("Audit entries", totals.audited(), "")
                + "</section>\n";
    }

    private static String tile(String name, long value, String mood) {
        return """
                <div class="tile %s"><strong>%,d</strong><span>%s</span></div>
                """
                .formatted(mood, value, name);
    }

    private String orders() {
        return """
                <section>
                <h2>Latest orders</h2>
                <table>
                <thead><tr><th>No.<th>Placed<th>Customer<th>Item<th class="number">Amount<th>State</tr></thead>
                <tbody>
                %s</tbody>
                </table>
                </section>
                """
                .formatted(latest.stream().map(this::row).collect(Collectors.joining()));
    }

    private String row(Line line) {
        Order order = line.order();
        return """
                <tr><td>%d<td>%s<td>%s<td>%s<td class="number">%s<td>%s</tr>
                """
                .formatted(
                        order.number(),
                        TIME.format(line.placedAt()),
                        Page.escape(order.customer()),
                        Page.escape(order.item()),
                        amount(order),
                        state(line));
    }

    private String state(Line line) {
        String afterFailures = line.failures() == 0 ? "" : " after " + line.failures() + " failed attempts";
        if (line.processedRows() > 1) {
            return "<b class=\"bad\">processed " + line.processedRows() + " times</b>";
        }
        if (line.processedRows() == 1) {
            return "<b class=\"good\">processed</b>" + afterFailures;
        }
        return deadNumbers.contains(line.order().number())
                ? "<b class=\"bad\">dead</b>" + afterFailures
                : "<b>waiting</b>" + afterFailures;
    }

    private String deadLetters() {
        if (dead.isEmpty()) {
            return "";
        }
        return """
                <section>
                <h2>Dead letters</h2>
                <table>
                <thead><tr><th>No.<th>From<th class="number">Attempts<th>Last error<th>Order, as sent</tr></thead>
                <tbody>
                %s</tbody>
                </table>
                </section>
                """
                .formatted(dead.stream().limit(DEAD_SHOWN).map(Board::row).collect(Collectors.joining()));
    }

    private static String row(DeadLetter letter) {
        Order order = letter.order();
        return """
                <tr><td>%d<td>%s<td class="number">%d<td>%s<td>%s, %s, %s</tr>
                """
                .formatted(
                        order.number(),
                        Page.escape(letter.origin()),
                        letter.attempts(),
                        Page.escape(letter.lastError()),
                        Page.escape(order.customer()),
                        Page.escape(order.item()),
                        amount(order));
    }

    private static String amount(Order order) {
        return String.format(Locale.ROOT, "%,.2f", order.cents() / 100.0);
    }
}
