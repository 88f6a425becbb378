// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import org.jspecify.annotations.Nullable;

/**
 * A part of a selector that has a value. Values are Boolean, Long, Double, String, or null for what SQL calls NULL: an
 * absent property, an unknown truth, a calculation without a result.
 */
sealed interface Expression permits Condition, Numeric, StringLiteral {
    @Nullable
    Object value(Candidate candidate);

    /** What it is, in the words of an error message. */
    String kind();
}
