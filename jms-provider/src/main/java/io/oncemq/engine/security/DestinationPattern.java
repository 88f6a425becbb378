// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.security;

import io.oncemq.message.DestinationName;
import java.util.List;

/**
 * Stands for destinations by their names, which are read as words with dots between: {@code *} is any one word, {@code >}
 * or {@code #} at the end any further words or none. {@code queue:} or {@code topic:} in front leaves out the other kind.
 * Temporary destinations all have the name {@value #TEMPORARY} here: their own says nothing.
 */
final class DestinationPattern {
    /** What every temporary destination is called. */
    static final String TEMPORARY = "temporary";

    private static final String ONE_WORD = "*";
    private static final String QUEUES = "queue:";
    private static final String TOPICS = "topic:";

    private final boolean queues;
    private final boolean topics;
    private final List<String> words;
    private final boolean further;

    private DestinationPattern(boolean queues, boolean topics, List<String> words, boolean further) {
        this.queues = queues;
        this.topics = topics;
        this.words = words;
        this.further = further;
    }

    /**
     * Reads a pattern.
     *
     * @throws IllegalArgumentException if it breaks the rules, saying which
     */
    static DestinationPattern parse(String text) {
        boolean queuesOnly = text.startsWith(QUEUES);
        boolean topicsOnly = text.startsWith(TOPICS);
        String name = queuesOnly || topicsOnly ? text.substring(QUEUES.length()) : text;
        // A pattern is a name but for its wildcards.
        var unused = DestinationName.queue(name);
        List<String> words = wordsOf(name);
        boolean further = isFurther(words.get(words.size() - 1));
        List<String> fixed = further ? words.subList(0, words.size() - 1) : words;
        for (String word : fixed) {
            if (!word.equals(ONE_WORD) && word.chars().anyMatch(c -> c == '*' || c == '>' || c == '#')) {
                throw new IllegalArgumentException("in pattern '" + text
                        + "' a wildcard must stand for whole words: orders.* is one more word, orders.> (or orders.#), at"
                        + " the end only, any number of them");
            }
        }
        return new DestinationPattern(!topicsOnly, !queuesOnly, List.copyOf(fixed), further);
    }

    private static boolean isFurther(String word) {
        return word.equals(">") || word.equals("#");
    }

    private static List<String> wordsOf(String name) {
        return List.of(name.split("\\.", -1));
    }

    boolean matches(DestinationName destination) {
        DestinationName.Kind kind = destination.kind();
        if (kind.isQueue() ? !queues : !topics) {
            return false;
        }
        List<String> name = kind.isTemporary() ? List.of(TEMPORARY) : wordsOf(destination.name());
        if (further ? name.size() < words.size() : name.size() != words.size()) {
            return false;
        }
        for (int i = 0; i < words.size(); i++) {
            if (!words.get(i).equals(ONE_WORD) && !words.get(i).equals(name.get(i))) {
                return false;
            }
        }
        return true;
    }
}
