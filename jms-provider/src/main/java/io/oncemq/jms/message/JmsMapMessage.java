// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import io.oncemq.jms.JmsErrors;
import io.oncemq.message.BodyKind;
import io.oncemq.message.ByteReader;
import io.oncemq.message.ByteWriter;
import io.oncemq.message.MessageFormatException;
import io.oncemq.message.TypedValues;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Names and values, in the order in which they were set. Stored as their number, then each name and its
 * {@link TypedValues typed value}.
 */
public final class JmsMapMessage extends JmsMessage implements MapMessage {
    private byte @Nullable [] encoded;
    private @Nullable Map<String, @Nullable Object> entries;

    public JmsMapMessage() {}

    JmsMapMessage(byte @Nullable [] encoded) {
        this.encoded = encoded;
    }

    @Override
    BodyKind bodyKind() {
        return BodyKind.MAP;
    }

    @Override
    byte @Nullable [] encodedBody() {
        if (encoded == null && entries != null && !entries.isEmpty()) {
            ByteWriter out = new ByteWriter(256);
            out.writeVarInt(entries.size());
            entries.forEach((name, value) -> {
                out.writeString(name);
                TypedValues.write(out, value);
            });
            encoded = out.toByteArray();
        }
        return encoded;
    }

    private Map<String, @Nullable Object> entries() throws JMSException {
        if (entries == null) {
            entries = encoded == null ? new LinkedHashMap<>() : decode(encoded);
        }
        return entries;
    }

    private static Map<String, @Nullable Object> decode(byte[] encoded) throws JMSException {
        try {
            ByteReader in = new ByteReader(encoded);
            Map<String, @Nullable Object> entries = new LinkedHashMap<>();
            for (int left = in.readCount(2); left > 0; left--) {
                entries.put(in.readString(), TypedValues.read(in));
            }
            in.expectEnd();
            return entries;
        } catch (MessageFormatException e) {
            throw JmsErrors.damagedBody(e);
        }
    }

    @Override
    void dropBody() {
        encoded = null;
        entries = null;
    }

    @Override
    boolean hasBody() throws JMSException {
        return !entries().isEmpty();
    }

    @Override
    boolean bodyFits(Class<?> wanted) {
        return wanted.isAssignableFrom(Map.class);
    }

    @Override
    Object body() throws JMSException {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        entries().forEach((name, value) -> copy.put(name, forApplication(value)));
        return copy;
    }

    private static @Nullable Object forApplication(@Nullable Object value) {
        return value instanceof byte[] bytes ? bytes.clone() : value;
    }

    private @Nullable Object value(@Nullable String name) throws JMSException {
        return entries().get(name);
    }

    private void put(@Nullable String name, @Nullable Object value) throws JMSException {
        requireWritableBody();
        if (name == null || name.isEmpty()) {
            throw new IllegalArgumentException("an entry of a map message must have a name");
        }
        entries().put(name, value);
        encoded = null;
    }

    @Override
    public boolean itemExists(String name) throws JMSException {
        return entries().containsKey(name);
    }

    /** A copy: the map may be changed while it is walked. */
    @Override
    public Enumeration<String> getMapNames() throws JMSException {
        return Collections.enumeration(new ArrayList<>(entries().keySet()));
    }

    @Override
    public boolean getBoolean(String name) throws JMSException {
        return PropertyConversion.toBoolean(name, value(name));
    }

    @Override
    public byte getByte(String name) throws JMSException {
        return PropertyConversion.toByte(name, value(name));
    }

    @Override
    public short getShort(String name) throws JMSException {
        return PropertyConversion.toShort(name, value(name));
    }

    @Override
    public char getChar(String name) throws JMSException {
        return PropertyConversion.toChar(name, value(name));
    }

    @Override
    public int getInt(String name) throws JMSException {
        return PropertyConversion.toInt(name, value(name));
    }

    @Override
    public long getLong(String name) throws JMSException {
        return PropertyConversion.toLong(name, value(name));
    }

    @Override
    public float getFloat(String name) throws JMSException {
        return PropertyConversion.toFloat(name, value(name));
    }

    @Override
    public double getDouble(String name) throws JMSException {
        return PropertyConversion.toDouble(name, value(name));
    }

    @Override
    public @Nullable String getString(String name) throws JMSException {
        return PropertyConversion.toText(name, value(name));
    }

    @Override
    public byte @Nullable [] getBytes(String name) throws JMSException {
        byte[] bytes = PropertyConversion.toBytes(name, value(name));
        return bytes == null ? null : bytes.clone();
    }

    @Override
    public @Nullable Object getObject(String name) throws JMSException {
        return forApplication(value(name));
    }

    @Override
    public void setBoolean(String name, boolean value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setByte(String name, byte value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setShort(String name, short value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setChar(String name, char value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setInt(String name, int value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setLong(String name, long value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setFloat(String name, float value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setDouble(String name, double value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setString(String name, @Nullable String value) throws JMSException {
        put(name, value);
    }

    @Override
    public void setBytes(String name, byte @Nullable [] value) throws JMSException {
        put(name, value == null ? null : value.clone());
    }

    @Override
    public void setBytes(String name, byte[] value, int offset, int length) throws JMSException {
        requireWritableBody();
        Objects.checkFromIndexSize(offset, length, value.length);
        put(name, Arrays.copyOfRange(value, offset, offset + length));
    }

    @Override
    public void setObject(String name, @Nullable Object value) throws JMSException {
        requireWritableBody();
        PropertyConversion.requireBodyType(name, value);
        put(name, value instanceof byte[] bytes ? bytes.clone() : value);
    }
}
