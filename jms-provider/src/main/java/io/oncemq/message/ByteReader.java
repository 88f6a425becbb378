// SPDX-License-Identifier: Apache-2.0
package io.oncemq.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link ByteWriter} wrote. Believes no length: each is checked against the bytes that are left before
 * anything is allocated. Every method throws {@link MessageFormatException} at the end of the bytes. Not thread-safe.
 */
public final class ByteReader {
    private final byte[] bytes;
    private int position;

    public ByteReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The next byte, 0 to 255. */
    public int readByte() {
        require(1);
        return bytes[position++] & 0xFF;
    }

    /** The next two bytes, 0 to 65535. */
    public int readShort() {
        return (readByte() << 8) | readByte();
    }

    public int readInt() {
        return (readShort() << 16) | readShort();
    }

    public long readLong() {
        return ((long) readInt() << 32) | (readInt() & 0xFFFF_FFFFL);
    }

    /** A number from 0 to 2^31 - 1. */
    public int readVarInt() {
        int value = readVarUnsigned();
        if (value < 0) {
            throw new MessageFormatException("a length is not a number of at most 31 bits");
        }
        return value;
    }

    private int readVarUnsigned() {
        long value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            int next = readByte();
            value |= (next & 0x7FL) << shift;
            if ((next & 0x80) == 0) {
                if (value > 0xFFFF_FFFFL) {
                    break;
                }
                return (int) value;
            }
        }
        throw new MessageFormatException("a length is not a number of at most 32 bits");
    }

    /** A number of items of which each takes at least so many bytes. */
    public int readCount(int leastBytesEach) {
        int count = readVarInt();
        if ((long) count * leastBytesEach > remaining()) {
            throw new MessageFormatException(count + " items do not fit into " + remaining() + " bytes");
        }
        return count;
    }

    public byte[] readBytes() {
        int length = readVarInt();
        require(length);
        byte[] value = Arrays.copyOfRange(bytes, position, position + length);
        position += length;
        return value;
    }

    public String readString() {
        int lengthAndForm = readVarUnsigned();
        int length = lengthAndForm >>> 1;
        require(length);
        String value = (lengthAndForm & 1) == 0
                ? new String(bytes, position, length, StandardCharsets.UTF_8)
                : StoredText.fromUtf16(bytes, position, length);
        position += length;
        return value;
    }

    public int remaining() {
        return bytes.length - position;
    }

    public void expectEnd() {
        if (remaining() > 0) {
            throw new MessageFormatException(remaining() + " bytes too many");
        }
    }

    private void require(int length) {
        if (length > remaining()) {
            throw new MessageFormatException(length + " bytes expected, " + remaining() + " left");
        }
    }
}
