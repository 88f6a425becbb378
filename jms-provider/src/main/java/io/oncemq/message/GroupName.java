// SPDX-License-Identifier: Apache-2.0
package io.oncemq.message;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Names of message groups (JMSXGroupID) as they are stored and compared. */
final class GroupName {
    static final String PROPERTY = "JMSXGroupID";

    private GroupName() {}

    /** The name itself if a column can hold it, else its digest; null where there is none. */
    static @Nullable String of(@Nullable Object value) {
        if (!(value instanceof String name) || name.isEmpty()) {
            return null;
        }
        return StoredText.fitsColumn(name) ? name : "sha-256:" + digest(StoredText.toUtf16(name));
    }

    private static String digest(byte[] name) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(name));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
