// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.delivery.QueueView;
import io.oncemq.engine.security.AccessDeniedException;
import io.oncemq.engine.security.Action;
import io.oncemq.jms.message.MessageFactory;
import io.oncemq.jms.message.ReceivedContext;
import io.oncemq.message.DestinationName;
import io.oncemq.selector.Selector;
import io.oncemq.selector.SelectorSyntaxException;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import java.util.Enumeration;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Looks at a queue without taking anything. Each enumeration reads the store page by page as it is walked. */
final class JmsQueueBrowser implements QueueBrowser {
    private final JmsSession session;
    private final Queue queue;
    private final DestinationName name;
    private final @Nullable Selector selector;
    private volatile boolean closed;

    private JmsQueueBrowser(JmsSession session, Queue queue, DestinationName name, @Nullable Selector selector) {
        this.session = session;
        this.queue = queue;
        this.name = name;
        this.selector = selector;
    }

    static JmsQueueBrowser create(JmsSession session, @Nullable Queue queue, @Nullable String selector)
            throws JMSException {
        DestinationName name = JmsDestination.nameOf(queue);
        if (!name.kind().isQueue() || queue == null) {
            throw JmsErrors.wrongKind(name, "queue");
        }
        requireAllowed(session.connection(), name);
        try {
            Selector parsed = selector == null || selector.isBlank() ? null : Selector.parse(selector);
            JmsConnection connection = session.connection();
            connection
                    .engine()
                    .destinations()
                    .get(name, connection.permissions().access());
            return new JmsQueueBrowser(session, queue, name, parsed);
        } catch (SelectorSyntaxException e) {
            throw JmsErrors.badSelector(e);
        } catch (AccessDeniedException e) {
            throw JmsErrors.accessDenied(e);
        } catch (StoreRefusedException e) {
            throw JmsErrors.destinationGone(e);
        } catch (StoreException e) {
            throw JmsErrors.store("browse " + name, e);
        }
    }

    private void requireOpen() throws JMSException {
        if (closed || session.isClosed()) {
            throw JmsErrors.closed("browser");
        }
    }

    private void requireBrowsing() throws JMSException {
        requireOpen();
        session.connection().permissions().require(Action.BROWSE, name);
    }

    /** Whoever learns the name of a temporary queue, such as a replier, shall not read the replies of others. */
    private static void requireAllowed(JmsConnection connection, DestinationName name) throws JMSException {
        connection.permissions().require(Action.BROWSE, name);
        boolean own =
                !name.kind().isTemporary() || connection.temporaryDestinations().owns(name);
        if (!own && !connection.engine().security().isOpen()) {
            throw JmsErrors.notYourTemporaryToBrowse(name);
        }
    }

    @Override
    public Queue getQueue() throws JMSException {
        requireOpen();
        return queue;
    }

    @Override
    public @Nullable String getMessageSelector() throws JMSException {
        requireOpen();
        return selector == null ? null : selector.text();
    }

    @Override
    public Enumeration<Message> getEnumeration() throws JMSException {
        requireBrowsing();
        try {
            return new Walk(session.connection().engine().view(name, selector));
        } catch (StoreException e) {
            throw JmsErrors.store("browse " + name, e);
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    /** Enumeration has no checked exceptions: trouble is told by the unchecked twin. */
    @SuppressWarnings("JdkObsolete") // the API wants an Enumeration
    private final class Walk implements Enumeration<Message> {
        private final QueueView view;
        private QueueView.@Nullable Seen next;

        Walk(QueueView view) {
            this.view = view;
        }

        @Override
        public boolean hasMoreElements() {
            try {
                requireBrowsing();
                if (next == null) {
                    next = view.next();
                }
                return next != null;
            } catch (JMSException e) {
                throw JmsErrors.unchecked(e);
            } catch (StoreException e) {
                throw JmsErrors.unchecked(JmsErrors.store("browse " + name, e));
            }
        }

        @Override
        public Message nextElement() {
            QueueView.Seen seen = hasMoreElements() ? next : null;
            if (seen == null) {
                throw new NoSuchElementException("the browser has seen all messages of " + name);
            }
            next = null;
            ReceivedContext context = session.receivedContext();
            return MessageFactory.received(
                    seen.envelope(), seen.messageId(), seen.deliveryCount(), seen.deliveryCount() > 1, context);
        }
    }
}
