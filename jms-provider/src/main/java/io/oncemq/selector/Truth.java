// SPDX-License-Identifier: Apache-2.0
package io.oncemq.selector;

import org.jspecify.annotations.Nullable;

/** The three truth values of SQL (section 3.8.1.2). */
enum Truth {
    FALSE,
    /** Neither true nor false, because something it depends on is NULL. */
    UNKNOWN,
    TRUE;

    static Truth of(boolean value) {
        return value ? TRUE : FALSE;
    }

    Truth not() {
        return switch (this) {
            case FALSE -> TRUE;
            case UNKNOWN -> UNKNOWN;
            case TRUE -> FALSE;
        };
    }

    @Nullable
    Boolean toBoolean() {
        return this == UNKNOWN ? null : Boolean.valueOf(this == TRUE);
    }
}
