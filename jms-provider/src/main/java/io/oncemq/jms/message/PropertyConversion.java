// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import io.oncemq.jms.JmsErrors;
import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/**
 * Which value may be read as which type: the table for properties (specification, 3.5.4), and with char and byte[] the
 * one for map and stream bodies (3.11.3), of which the former is a part. A null is read as the type's
 * {@code valueOf(null)} would read it: false, NumberFormatException or NullPointerException. Texts that are no number
 * give NumberFormatException, forbidden pairs MessageFormatException.
 */
final class PropertyConversion {
    private static final String PROPERTY_TYPES = "Boolean, Byte, Short, Integer, Long, Float, Double and String";
    private static final String BODY_TYPES = PROPERTY_TYPES + ", Character and byte[]";

    private PropertyConversion() {}

    static boolean toBoolean(String what, @Nullable Object value) throws JMSException {
        if (value instanceof Boolean bit) {
            return bit;
        }
        if (value instanceof String || value == null) {
            return Boolean.parseBoolean((String) value);
        }
        throw JmsErrors.noConversion(what, value, "boolean");
    }

    static byte toByte(String what, @Nullable Object value) throws JMSException {
        if (value instanceof Byte number) {
            return number;
        }
        if (value instanceof String || value == null) {
            return Byte.parseByte(digits(what, value));
        }
        throw JmsErrors.noConversion(what, value, "byte");
    }

    static short toShort(String what, @Nullable Object value) throws JMSException {
        if (value instanceof Short || value instanceof Byte) {
            return ((Number) value).shortValue();
        }
        if (value instanceof String || value == null) {
            return Short.parseShort(digits(what, value));
        }
        throw JmsErrors.noConversion(what, value, "short");
    }

    static char toChar(String what, @Nullable Object value) throws JMSException {
        if (value instanceof Character character) {
            return character;
        }
        if (value == null) {
            throw new NullPointerException(what + " is null, which cannot be read as char");
        }
        throw JmsErrors.noConversion(what, value, "char");
    }

    static int toInt(String what, @Nullable Object value) throws JMSException {
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).intValue();
        }
        if (value instanceof String || value == null) {
            return Integer.parseInt(digits(what, value));
        }
        throw JmsErrors.noConversion(what, value, "int");
    }

    static long toLong(String what, @Nullable Object value) throws JMSException {
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        if (value instanceof String || value == null) {
            return Long.parseLong(digits(what, value));
        }
        throw JmsErrors.noConversion(what, value, "long");
    }

    static float toFloat(String what, @Nullable Object value) throws JMSException {
        if (value instanceof Float number) {
            return number;
        }
        if (value instanceof String text) {
            return Float.parseFloat(text);
        }
        if (value == null) {
            throw new NullPointerException(what + " is null, which cannot be read as float");
        }
        throw JmsErrors.noConversion(what, value, "float");
    }

    static double toDouble(String what, @Nullable Object value) throws JMSException {
        if (value instanceof Double || value instanceof Float) {
            return ((Number) value).doubleValue();
        }
        if (value instanceof String text) {
            return Double.parseDouble(text);
        }
        if (value == null) {
            throw new NullPointerException(what + " is null, which cannot be read as double");
        }
        throw JmsErrors.noConversion(what, value, "double");
    }

    static @Nullable String toText(String what, @Nullable Object value) throws JMSException {
        if (value instanceof byte[]) {
            throw JmsErrors.noConversion(what, value, "String");
        }
        return value == null ? null : value.toString();
    }

    /** The array itself: the caller copies it where it must. */
    static byte @Nullable [] toBytes(String what, @Nullable Object value) throws JMSException {
        if (value == null || value instanceof byte[]) {
            return (byte[]) value;
        }
        throw JmsErrors.noConversion(what, value, "byte[]");
    }

    static void requirePropertyType(String what, @Nullable Object value) throws JMSException {
        if (!isPropertyType(value)) {
            throw JmsErrors.valueTypeNotAllowed(what, value, PROPERTY_TYPES);
        }
    }

    static void requireBodyType(String what, @Nullable Object value) throws JMSException {
        if (!isPropertyType(value) && !(value instanceof Character) && !(value instanceof byte[])) {
            throw JmsErrors.valueTypeNotAllowed(what, value, BODY_TYPES);
        }
    }

    private static boolean isPropertyType(@Nullable Object value) {
        return value == null
                || value instanceof String
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Boolean
                || value instanceof Double
                || value instanceof Float
                || value instanceof Short
                || value instanceof Byte;
    }

    private static String digits(String what, @Nullable Object value) {
        if (value == null) {
            throw new NumberFormatException(what + " is null, which is not a number");
        }
        return (String) value;
    }
}
