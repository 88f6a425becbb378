// SPDX-License-Identifier: Apache-2.0
package io.oncemq.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Where the beans of a test leave what they received. Thread-safe. */
public final class Inbox {
    private static final long PATIENCE_SECONDS = 30;
    private static final Map<String, BlockingQueue<String>> LINES = new ConcurrentHashMap<>();

    private Inbox() {}

    static void add(String name, String line) {
        of(name).add(line);
    }

    static void expect(String name, String... lines) throws InterruptedException {
        assertThat(take(name, lines.length)).containsExactly(lines);
    }

    /** Waits for that many lines; gives back fewer only when patience ends. */
    static List<String> take(String name, int count) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        while (lines.size() < count) {
            String line = of(name).poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                break;
            }
            lines.add(line);
        }
        return lines;
    }

    static List<String> rest(String name) {
        List<String> lines = new ArrayList<>();
        of(name).drainTo(lines);
        return lines;
    }

    private static BlockingQueue<String> of(String name) {
        return LINES.computeIfAbsent(name, unused -> new LinkedBlockingQueue<>());
    }
}
