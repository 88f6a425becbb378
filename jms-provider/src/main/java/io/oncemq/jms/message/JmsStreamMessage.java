// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import io.oncemq.jms.JmsErrors;
import io.oncemq.message.BodyKind;
import io.oncemq.message.ByteReader;
import io.oncemq.message.ByteWriter;
import io.oncemq.message.MessageFormatException;
import io.oncemq.message.TypedValues;
import jakarta.jms.JMSException;
import jakarta.jms.StreamMessage;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Typed values: written first, read in order after {@link #reset}. Stored as {@link TypedValues} one after the other. A
 * read that fails leaves the position where it was, so that the field can be read as another type.
 */
public final class JmsStreamMessage extends JmsMessage implements StreamMessage {
    private static final byte[] EMPTY = {};
    private static final String FIELD = "the current field";

    /** What was written, up to the last time somebody asked; never changed, for envelopes share it. */
    private byte[] body;

    private @Nullable ByteWriter out;
    private @Nullable ByteReader in;

    /** Whether {@link #field} was decoded and not yet given away. */
    private boolean atField;

    private @Nullable Object field;

    /** How much of a byte[] field readBytes has given; -1 if it was not asked yet. */
    private int givenBytes = -1;

    public JmsStreamMessage() {
        this(null);
    }

    JmsStreamMessage(byte @Nullable [] body) {
        this.body = body == null ? EMPTY : body;
    }

    @Override
    BodyKind bodyKind() {
        return BodyKind.STREAM;
    }

    @Override
    byte @Nullable [] encodedBody() {
        byte[] written = written();
        return written.length == 0 ? null : written;
    }

    private byte[] written() {
        // Fields are only ever added, so the same size means the same fields.
        if (out != null && out.size() != body.length) {
            body = out.toByteArray();
        }
        return body;
    }

    @Override
    void dropBody() {
        body = EMPTY;
        out = null;
        rewind();
    }

    /** Never assignable, says the API, so there always is one. */
    @Override
    boolean hasBody() {
        return true;
    }

    @Override
    public void reset() {
        body = written();
        out = null;
        rewind();
        makeBodyReadOnly();
    }

    private void rewind() {
        in = null;
        nextField();
    }

    private void nextField() {
        atField = false;
        field = null;
        givenBytes = -1;
    }

    /** The current field, which stays current until {@link #nextField}. */
    private @Nullable Object field() throws JMSException {
        requireReadableBody();
        if (!atField) {
            if (in == null) {
                in = new ByteReader(body);
            }
            if (in.remaining() == 0) {
                throw JmsErrors.endOfBody(null);
            }
            try {
                field = TypedValues.read(in);
            } catch (MessageFormatException e) {
                throw JmsErrors.damagedBody(e);
            }
            atField = true;
        }
        return field;
    }

    private @Nullable Object wholeField() throws JMSException {
        Object value = field();
        if (givenBytes >= 0) {
            throw JmsErrors.unfinishedBytesField();
        }
        return value;
    }

    @Override
    public boolean readBoolean() throws JMSException {
        boolean value = PropertyConversion.toBoolean(FIELD, wholeField());
        nextField();
        return value;
    }

    @Override
    public byte readByte() throws JMSException {
        byte value = PropertyConversion.toByte(FIELD, wholeField());
        nextField();
        return value;
    }

    @Override
    public short readShort() throws JMSException {
        short value = PropertyConversion.toShort(FIELD, wholeField());
        nextField();
        return value;
    }

    @Override
    public char readChar() throws JMSException {
        char value = PropertyConversion.toChar(FIELD, wholeField());
        nextField();
        return value;
    }

    @Override
    public int readInt() throws JMSException {
        int value = PropertyConversion.toInt(FIELD, wholeField());
        nextField();
        return value;
    }

    @Override
    public long readLong() throws JMSException {
        long value = PropertyConversion.toLong(FIELD, wholeField());
        nextField();
        return value;
    }

    @Override
    public float readFloat() throws JMSException {
        float value = PropertyConversion.toFloat(FIELD, wholeField());
        nextField();
        return value;
    }

    @Override
    public double readDouble() throws JMSException {
        double value = PropertyConversion.toDouble(FIELD, wholeField());
        nextField();
        return value;
    }

    @Override
    public @Nullable String readString() throws JMSException {
        String value = PropertyConversion.toText(FIELD, wholeField());
        nextField();
        return value;
    }

    @Override
    public @Nullable Object readObject() throws JMSException {
        // A byte[] was made by the decoder and is forgotten here: no copy needed.
        Object value = wholeField();
        nextField();
        return value;
    }

    @Override
    public int readBytes(byte[] value) throws JMSException {
        Objects.requireNonNull(value, "value");
        byte[] bytes = PropertyConversion.toBytes(FIELD, field());
        if (bytes == null) {
            nextField();
            return -1;
        }
        int given = Math.max(givenBytes, 0);
        if (given == bytes.length && givenBytes >= 0) {
            nextField();
            return -1;
        }
        int read = Math.min(value.length, bytes.length - given);
        System.arraycopy(bytes, given, value, 0, read);
        if (read < value.length || bytes.length == 0) {
            nextField();
        } else {
            givenBytes = given + read;
        }
        return read;
    }

    private void write(@Nullable Object value) throws JMSException {
        requireWritableBody();
        if (out == null) {
            out = new ByteWriter(256);
        }
        TypedValues.write(out, value);
    }

    @Override
    public void writeBoolean(boolean value) throws JMSException {
        write(value);
    }

    @Override
    public void writeByte(byte value) throws JMSException {
        write(value);
    }

    @Override
    public void writeShort(short value) throws JMSException {
        write(value);
    }

    @Override
    public void writeChar(char value) throws JMSException {
        write(value);
    }

    @Override
    public void writeInt(int value) throws JMSException {
        write(value);
    }

    @Override
    public void writeLong(long value) throws JMSException {
        write(value);
    }

    @Override
    public void writeFloat(float value) throws JMSException {
        write(value);
    }

    @Override
    public void writeDouble(double value) throws JMSException {
        write(value);
    }

    @Override
    public void writeString(@Nullable String value) throws JMSException {
        write(value);
    }

    @Override
    public void writeBytes(byte @Nullable [] value) throws JMSException {
        write(value);
    }

    @Override
    public void writeBytes(byte[] value, int offset, int length) throws JMSException {
        requireWritableBody();
        Objects.checkFromIndexSize(offset, length, value.length);
        write(Arrays.copyOfRange(value, offset, offset + length));
    }

    @Override
    public void writeObject(@Nullable Object value) throws JMSException {
        requireWritableBody();
        PropertyConversion.requireBodyType("a stream message", value);
        write(value);
    }
}
