// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import io.oncemq.jms.JmsErrors;
import io.oncemq.message.BodyKind;
import io.oncemq.message.MessageFormatException;
import io.oncemq.message.StoredText;
import jakarta.jms.JMSException;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A text. Encoded when it is sent, decoded when it is first asked for. */
public final class JmsTextMessage extends JmsMessage implements TextMessage {
    private @Nullable String text;
    private byte @Nullable [] encoded;
    private boolean utf16;

    public JmsTextMessage() {}

    public JmsTextMessage(@Nullable String text) {
        this.text = text;
    }

    JmsTextMessage(byte @Nullable [] encoded, boolean utf16) {
        this.encoded = encoded;
        this.utf16 = utf16;
    }

    @Override
    public @Nullable String getText() throws JMSException {
        if (text == null && encoded != null) {
            try {
                text = utf16 ? StoredText.fromUtf16(encoded) : new String(encoded, StandardCharsets.UTF_8);
            } catch (MessageFormatException e) {
                throw JmsErrors.damagedBody(e);
            }
        }
        return text;
    }

    @Override
    public void setText(@Nullable String value) throws JMSException {
        requireWritableBody();
        text = value;
        encoded = null;
    }

    @Override
    BodyKind bodyKind() {
        return utf16 ? BodyKind.TEXT_UTF16 : BodyKind.TEXT;
    }

    @Override
    byte @Nullable [] encodedBody() {
        if (encoded == null) {
            utf16 = text != null && !StoredText.fitsUtf8(text);
            if (text != null) {
                encoded = utf16 ? StoredText.toUtf16(text) : text.getBytes(StandardCharsets.UTF_8);
            }
        }
        return encoded;
    }

    @Override
    void dropBody() {
        text = null;
        encoded = null;
    }

    @Override
    boolean hasBody() {
        return text != null || encoded != null;
    }

    @Override
    boolean bodyFits(Class<?> wanted) {
        return wanted.isAssignableFrom(String.class);
    }

    @Override
    @Nullable
    Object body() throws JMSException {
        return getText();
    }
}
