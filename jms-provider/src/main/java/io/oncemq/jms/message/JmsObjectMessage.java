// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import io.oncemq.jms.JmsErrors;
import io.oncemq.message.BodyKind;
import jakarta.jms.JMSException;
import jakarta.jms.ObjectMessage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A serialized Java object: the state that it had at {@link #setObject}. Only {@link #getObject}, {@link #getBody} and
 * {@link #isBodyAssignableTo} deserialize it, each time anew, and what was received only as far as the
 * {@link ObjectMessagePolicy} allows.
 */
public final class JmsObjectMessage extends JmsMessage implements ObjectMessage {
    private byte @Nullable [] serialized;
    private ObjectMessagePolicy policy;

    public JmsObjectMessage() {
        this(null, ObjectMessagePolicy.OWN_OBJECTS);
    }

    JmsObjectMessage(byte @Nullable [] serialized, ObjectMessagePolicy policy) {
        this.serialized = serialized;
        this.policy = policy;
    }

    @Override
    public void setObject(@Nullable Serializable object) throws JMSException {
        requireWritableBody();
        serialized = object == null ? null : serialize(object);
    }

    private static byte[] serialize(Serializable object) throws JMSException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw JmsErrors.notSerializable(object.getClass(), e);
        }
        return bytes.toByteArray();
    }

    @Override
    public @Nullable Serializable getObject() throws JMSException {
        return serialized == null ? null : PolicedObjectInputStream.read(serialized, policy);
    }

    @Override
    BodyKind bodyKind() {
        return BodyKind.OBJECT;
    }

    @Override
    byte @Nullable [] encodedBody() {
        return serialized;
    }

    @Override
    void dropBody() {
        serialized = null;
        // What comes next was made by this application, which needs no protection from it.
        policy = ObjectMessagePolicy.OWN_OBJECTS;
    }

    @Override
    public <T> @Nullable T getBody(Class<T> wanted) throws JMSException {
        Serializable object = getObject();
        if (object != null && !wanted.isInstance(object)) {
            throw JmsErrors.bodyNotAssignable(bodyKind().name(), wanted);
        }
        return wanted.cast(object);
    }

    @Override
    @SuppressWarnings("rawtypes") // as the API declares it
    public boolean isBodyAssignableTo(Class wanted) {
        try {
            Serializable object = getObject();
            return object == null || wanted.isInstance(object);
        } catch (JMSException e) {
            // The API wants false where the object cannot be deserialized; getBody says why.
            return false;
        }
    }
}
