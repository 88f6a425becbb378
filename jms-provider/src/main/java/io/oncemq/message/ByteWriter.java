// SPDX-License-Identifier: Apache-2.0
package io.oncemq.message;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes; big-endian, lengths as variable-length integers. Not thread-safe. */
public final class ByteWriter {
    /** The longest array that every JVM can make. */
    private static final int MAX_SIZE = Integer.MAX_VALUE - 8;

    private byte[] bytes;
    private int size;

    public ByteWriter(int expectedSizeBytes) {
        bytes = new byte[Math.max(expectedSizeBytes, 16)];
    }

    public void writeByte(int value) {
        ensure(1);
        bytes[size++] = (byte) value;
    }

    public void writeShort(int value) {
        ensure(2);
        bytes[size++] = (byte) (value >>> 8);
        bytes[size++] = (byte) value;
    }

    public void writeInt(int value) {
        writeShort(value >>> 16);
        writeShort(value);
    }

    public void writeLong(long value) {
        writeInt((int) (value >>> 32));
        writeInt((int) value);
    }

    /** One to five bytes for a number that is not negative. */
    public void writeVarInt(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("a length cannot be negative, was " + value);
        }
        writeVarUnsigned(value);
    }

    private void writeVarUnsigned(int value) {
        int rest = value;
        while ((rest & ~0x7F) != 0) {
            writeByte((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        writeByte(rest);
    }

    public void writeBytes(byte[] value) {
        writeVarInt(value.length);
        writeRaw(value, 0, value.length);
    }

    /**
     * Text, whatever its chars: twice its length in bytes, then UTF-8; or twice its length in bytes plus one, then
     * UTF-16 where UTF-8 would lose something.
     */
    public void writeString(String value) {
        boolean utf8 = StoredText.fitsUtf8(value);
        byte[] text = utf8 ? value.getBytes(StandardCharsets.UTF_8) : StoredText.toUtf16(value);
        writeVarUnsigned((text.length << 1) | (utf8 ? 0 : 1));
        writeRaw(text, 0, text.length);
    }

    /** Bytes as they are, without a length. */
    public void writeRaw(byte[] value, int offset, int length) {
        ensure(length);
        System.arraycopy(value, offset, bytes, size, length);
        size += length;
    }

    public int size() {
        return size;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            long needed = (long) size + more;
            if (needed > MAX_SIZE) {
                throw new MessageFormatException("a message part cannot have more than " + MAX_SIZE + " bytes");
            }
            bytes = Arrays.copyOf(bytes, (int) Math.min(Math.max(needed, bytes.length * 2L), MAX_SIZE));
        }
    }
}
