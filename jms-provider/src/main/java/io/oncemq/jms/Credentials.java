// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import org.jspecify.annotations.Nullable;

/**
 * Who connects.
 *
 * @param user null or empty for nobody in particular
 * @param password null or empty for none
 */
public record Credentials(@Nullable String user, @Nullable String password) {
    public static final Credentials NONE = new Credentials(null, null);

    public boolean isNobody() {
        return user == null || user.isEmpty();
    }

    /** Never the password. */
    @Override
    public String toString() {
        return isNobody() ? "no user" : "user " + user;
    }
}
