// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import org.jspecify.annotations.Nullable;

/** A consumer of the simplified API. */
final class JmsConsumer implements JMSConsumer {
    private final JmsMessageConsumer consumer;

    JmsConsumer(JmsMessageConsumer consumer) {
        this.consumer = consumer;
    }

    @Override
    public @Nullable String getMessageSelector() {
        return Unchecked.find(consumer::getMessageSelector);
    }

    @Override
    public @Nullable MessageListener getMessageListener() {
        return Unchecked.find(consumer::getMessageListener);
    }

    @Override
    public void setMessageListener(@Nullable MessageListener listener) {
        Unchecked.run(() -> consumer.setMessageListener(listener));
    }

    @Override
    public @Nullable Message receive() {
        return Unchecked.find(consumer::receive);
    }

    @Override
    public @Nullable Message receive(long timeoutMillis) {
        return Unchecked.find(() -> consumer.receive(timeoutMillis));
    }

    @Override
    public @Nullable Message receiveNoWait() {
        return Unchecked.find(consumer::receiveNoWait);
    }

    @Override
    public void close() {
        Unchecked.run(consumer::close);
    }

    @Override
    public <T> @Nullable T receiveBody(Class<T> type) {
        return receiveBody(type, 0);
    }

    @Override
    public <T> @Nullable T receiveBody(Class<T> type, long timeoutMillis) {
        return Unchecked.find(() -> consumer.receive(timeoutMillis, message -> body(message, type)));
    }

    @Override
    public <T> @Nullable T receiveBodyNoWait(Class<T> type) {
        return Unchecked.find(() -> consumer.receiveNoWait(message -> body(message, type)));
    }

    private static <T> T body(Message message, Class<T> type) throws JMSException {
        T body = message.getBody(type);
        if (body == null) {
            throw JmsErrors.noBody(type);
        }
        return body;
    }
}
