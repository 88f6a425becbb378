// SPDX-License-Identifier: Apache-2.0
package io.oncemq.message;

import org.jspecify.annotations.Nullable;

/**
 * The fixed set of values that properties, map and stream bodies hold, each written with a type byte: null, Boolean,
 * Byte, Short, Character, Integer, Long, Float, Double, String, byte[].
 */
public final class TypedValues {
    private static final int NULL = 0;
    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int BYTE = 3;
    private static final int SHORT = 4;
    private static final int CHARACTER = 5;
    private static final int INTEGER = 6;
    private static final int LONG = 7;
    private static final int FLOAT = 8;
    private static final int DOUBLE = 9;
    private static final int STRING = 10;
    private static final int BYTES = 11;

    private TypedValues() {}

    /**
     * Writes a value.
     *
     * @throws IllegalArgumentException if the value is of another type
     */
    public static void write(ByteWriter out, @Nullable Object value) {
        if (value == null) {
            out.writeByte(NULL);
        } else if (value instanceof String text) {
            out.writeByte(STRING);
            out.writeString(text);
        } else if (value instanceof Integer number) {
            out.writeByte(INTEGER);
            out.writeInt(number);
        } else if (value instanceof Long number) {
            out.writeByte(LONG);
            out.writeLong(number);
        } else if (value instanceof Boolean bit) {
            out.writeByte(bit ? TRUE : FALSE);
        } else if (value instanceof Double number) {
            out.writeByte(DOUBLE);
            out.writeLong(Double.doubleToRawLongBits(number));
        } else if (value instanceof Float number) {
            out.writeByte(FLOAT);
            out.writeInt(Float.floatToRawIntBits(number));
        } else if (value instanceof Short number) {
            out.writeByte(SHORT);
            out.writeShort(number);
        } else if (value instanceof Byte number) {
            out.writeByte(BYTE);
            out.writeByte(number);
        } else if (value instanceof Character character) {
            out.writeByte(CHARACTER);
            out.writeShort(character);
        } else if (value instanceof byte[] bytes) {
            out.writeByte(BYTES);
            out.writeBytes(bytes);
        } else {
            throw new IllegalArgumentException(
                    "a message cannot hold a value of type " + value.getClass().getName());
        }
    }

    /**
     * Reads a value back.
     *
     * @throws MessageFormatException if the bytes are not such a value
     */
    public static @Nullable Object read(ByteReader in) {
        int type = in.readByte();
        return switch (type) {
            case NULL -> null;
            case TRUE -> true;
            case FALSE -> false;
            case BYTE -> (byte) in.readByte();
            case SHORT -> (short) in.readShort();
            case CHARACTER -> (char) in.readShort();
            case INTEGER -> in.readInt();
            case LONG -> in.readLong();
            case FLOAT -> Float.intBitsToFloat(in.readInt());
            case DOUBLE -> Double.longBitsToDouble(in.readLong());
            case STRING -> in.readString();
            case BYTES -> in.readBytes();
            default -> throw new MessageFormatException("unknown value type " + type);
        };
    }
}
