// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import java.util.Collection;
import java.util.Set;

/** Whether a name holds one of some strings. If it holds no string at all, neither IN nor NOT IN is true of it. */
record In(Identifier identifier, boolean inverted, Set<String> strings) implements Condition {
    In(Identifier identifier, boolean inverted, Collection<String> strings) {
        this(identifier, inverted, Set.copyOf(strings));
    }

    @Override
    public Truth truth(Candidate candidate) {
        Object value = identifier.value(candidate);
        if (value == null) {
            return Truth.UNKNOWN;
        }
        return Truth.of(value instanceof String text && strings.contains(text) != inverted);
    }
}
