// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

/** Whether a name holds text of a pattern. If it holds no text at all, neither LIKE nor NOT LIKE is true of it. */
record Like(Identifier identifier, boolean inverted, LikePattern pattern) implements Condition {
    @Override
    public Truth truth(Candidate candidate) {
        Object value = identifier.value(candidate);
        if (value == null) {
            return Truth.UNKNOWN;
        }
        return Truth.of(value instanceof String text && pattern.matches(text) != inverted);
    }
}
