// SPDX-License-Identifier: Apache-2.0
package io.oncemq.message;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Text that survives being stored, whatever its chars. UTF-8 holds every string except one with a surrogate that has no
 * partner, which encoders silently replace; such a string is stored as UTF-16 and marked so by whoever stores it.
 */
public final class StoredText {
    /** The longest text, in characters, of a column that holds a name. */
    public static final int COLUMN_LENGTH = 255;

    private StoredText() {}

    /** Whether every surrogate has its partner, so that UTF-8 gives the same text back. */
    public static boolean fitsUtf8(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char next = text.charAt(i);
            if (Character.isSurrogate(next)) {
                if (!Character.isHighSurrogate(next)
                        || i + 1 == length
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** Whether a column that holds a name holds it, on every database. */
    public static boolean fitsColumn(String text) {
        return text.length() <= COLUMN_LENGTH && text.chars().noneMatch(c -> c == 0 || Character.isSurrogate((char) c));
    }

    /** What a name must do and this one does not, so that every database stores it and every log shows it; null if none. */
    public static @Nullable String ruleBrokenByName(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (Character.isISOControl(name.charAt(i))) {
                return "not contain control characters";
            }
        }
        return fitsUtf8(name) ? null : "not contain a surrogate that has no partner";
    }

    /** Two bytes for each char, high byte first, surrogates as they are. */
    public static byte[] toUtf16(String text) {
        byte[] bytes = new byte[Math.multiplyExact(text.length(), 2)];
        ByteBuffer.wrap(bytes).asCharBuffer().put(text);
        return bytes;
    }

    /**
     * Reads {@link #toUtf16} back.
     *
     * @throws MessageFormatException if the length is odd
     */
    public static String fromUtf16(byte[] bytes) {
        return fromUtf16(bytes, 0, bytes.length);
    }

    static String fromUtf16(byte[] bytes, int offset, int length) {
        if (length % 2 != 0) {
            throw new MessageFormatException("UTF-16 text cannot have " + length + " bytes");
        }
        return ByteBuffer.wrap(bytes, offset, length).asCharBuffer().toString();
    }
}
