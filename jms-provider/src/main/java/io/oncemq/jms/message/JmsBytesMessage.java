// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import io.oncemq.jms.JmsErrors;
import io.oncemq.message.BodyKind;
import io.oncemq.message.ByteWriter;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bytes: written first, read after {@link #reset}. A read that fails leaves the position where it was.
 */
public final class JmsBytesMessage extends JmsMessage implements BytesMessage {
    private static final byte[] EMPTY = {};

    /** What was written, up to the last time somebody asked; never changed, for envelopes share it. */
    private byte[] body;

    private @Nullable ByteWriter out;
    private @Nullable ByteBuffer in;

    public JmsBytesMessage() {
        this(null);
    }

    JmsBytesMessage(byte @Nullable [] body) {
        this.body = body == null ? EMPTY : body;
    }

    @Override
    BodyKind bodyKind() {
        return BodyKind.BYTES;
    }

    @Override
    byte @Nullable [] encodedBody() {
        byte[] written = written();
        return written.length == 0 ? null : written;
    }

    private byte[] written() {
        // Bytes are only ever added, so the same size means the same bytes.
        if (out != null && out.size() != body.length) {
            body = out.toByteArray();
        }
        return body;
    }

    @Override
    void dropBody() {
        body = EMPTY;
        out = null;
        in = null;
    }

    @Override
    boolean hasBody() {
        return written().length > 0;
    }

    @Override
    boolean bodyFits(Class<?> wanted) {
        return wanted.isAssignableFrom(byte[].class);
    }

    /** As the API has it, this resets the message before and after. */
    @Override
    Object body() {
        reset();
        return body.clone();
    }

    @Override
    public void reset() {
        body = written();
        out = null;
        in = null;
        makeBodyReadOnly();
    }

    @Override
    public long getBodyLength() throws JMSException {
        requireReadableBody();
        return body.length;
    }

    private ByteBuffer in() throws JMSException {
        requireReadableBody();
        if (in == null) {
            in = ByteBuffer.wrap(body);
        }
        return in;
    }

    private ByteWriter out() throws JMSException {
        requireWritableBody();
        if (out == null) {
            out = new ByteWriter(256);
        }
        return out;
    }

    // Reading

    @Override
    public boolean readBoolean() throws JMSException {
        return readByte() != 0;
    }

    @Override
    public byte readByte() throws JMSException {
        try {
            return in().get();
        } catch (BufferUnderflowException e) {
            throw JmsErrors.endOfBody(e);
        }
    }

    @Override
    public int readUnsignedByte() throws JMSException {
        return Byte.toUnsignedInt(readByte());
    }

    @Override
    public short readShort() throws JMSException {
        try {
            return in().getShort();
        } catch (BufferUnderflowException e) {
            throw JmsErrors.endOfBody(e);
        }
    }

    @Override
    public int readUnsignedShort() throws JMSException {
        return Short.toUnsignedInt(readShort());
    }

    @Override
    public char readChar() throws JMSException {
        return (char) readShort();
    }

    @Override
    public int readInt() throws JMSException {
        try {
            return in().getInt();
        } catch (BufferUnderflowException e) {
            throw JmsErrors.endOfBody(e);
        }
    }

    @Override
    public long readLong() throws JMSException {
        try {
            return in().getLong();
        } catch (BufferUnderflowException e) {
            throw JmsErrors.endOfBody(e);
        }
    }

    @Override
    public float readFloat() throws JMSException {
        return Float.intBitsToFloat(readInt());
    }

    @Override
    public double readDouble() throws JMSException {
        return Double.longBitsToDouble(readLong());
    }

    @Override
    public String readUTF() throws JMSException {
        ByteBuffer from = in();
        ByteArrayInputStream rest = new ByteArrayInputStream(body, from.position(), from.remaining());
        try {
            String text = new DataInputStream(rest).readUTF();
            from.position(body.length - rest.available());
            return text;
        } catch (EOFException e) {
            throw JmsErrors.endOfBody(e);
        } catch (IOException e) {
            throw JmsErrors.badUtf(e);
        }
    }

    @Override
    public int readBytes(byte[] value) throws JMSException {
        return readBytes(value, value.length);
    }

    @Override
    public int readBytes(byte[] value, int length) throws JMSException {
        ByteBuffer from = in();
        Objects.checkFromIndexSize(0, length, value.length);
        if (!from.hasRemaining()) {
            return -1;
        }
        int read = Math.min(length, from.remaining());
        from.get(value, 0, read);
        return read;
    }

    // Writing

    @Override
    public void writeBoolean(boolean value) throws JMSException {
        out().writeByte(value ? 1 : 0);
    }

    @Override
    public void writeByte(byte value) throws JMSException {
        out().writeByte(value);
    }

    @Override
    public void writeShort(short value) throws JMSException {
        out().writeShort(value);
    }

    @Override
    public void writeChar(char value) throws JMSException {
        out().writeShort(value);
    }

    @Override
    public void writeInt(int value) throws JMSException {
        out().writeInt(value);
    }

    @Override
    public void writeLong(long value) throws JMSException {
        out().writeLong(value);
    }

    @Override
    public void writeFloat(float value) throws JMSException {
        out().writeInt(Float.floatToRawIntBits(value));
    }

    @Override
    public void writeDouble(double value) throws JMSException {
        out().writeLong(Double.doubleToRawLongBits(value));
    }

    @Override
    public void writeUTF(String value) throws JMSException {
        ByteWriter to = out();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length() + 2);
        try {
            new DataOutputStream(bytes).writeUTF(value);
        } catch (IOException e) {
            throw JmsErrors.utfTooLong(e);
        }
        to.writeRaw(bytes.toByteArray(), 0, bytes.size());
    }

    @Override
    public void writeBytes(byte[] value) throws JMSException {
        writeBytes(value, 0, value.length);
    }

    @Override
    public void writeBytes(byte[] value, int offset, int length) throws JMSException {
        ByteWriter to = out();
        Objects.checkFromIndexSize(offset, length, value.length);
        to.writeRaw(value, offset, length);
    }

    @Override
    public void writeObject(Object value) throws JMSException {
        requireWritableBody();
        Objects.requireNonNull(value, "value");
        PropertyConversion.requireBodyType("a bytes message", value);
        if (value instanceof byte[] bytes) {
            writeBytes(bytes);
        } else if (value instanceof String text) {
            writeUTF(text);
        } else if (value instanceof Integer number) {
            writeInt(number);
        } else if (value instanceof Long number) {
            writeLong(number);
        } else if (value instanceof Boolean bit) {
            writeBoolean(bit);
        } else if (value instanceof Double number) {
            writeDouble(number);
        } else if (value instanceof Float number) {
            writeFloat(number);
        } else if (value instanceof Short number) {
            writeShort(number);
        } else if (value instanceof Character character) {
            writeChar(character);
        } else if (value instanceof Byte number) {
            writeByte(number);
        } else {
            throw new AssertionError("a type that was checked but not written: " + value.getClass());
        }
    }
}
