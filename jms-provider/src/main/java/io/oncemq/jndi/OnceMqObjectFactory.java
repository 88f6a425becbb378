// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jndi;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqSettings;
import io.oncemq.OnceMqXaConnectionFactory;
import io.oncemq.jms.JmsQueue;
import io.oncemq.jms.JmsTopic;
import java.util.Collections;
import java.util.Hashtable;
import javax.naming.ConfigurationException;
import javax.naming.Context;
import javax.naming.Name;
import javax.naming.NamingException;
import javax.naming.RefAddr;
import javax.naming.Reference;
import javax.naming.StringRefAddr;
import javax.naming.spi.ObjectFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes connection factories, queues and topics of the references that {@code getReference} gave to a directory. Of a
 * reference it reads texts only: no class is loaded, no address followed. Safe for any thread.
 */
public final class OnceMqObjectFactory implements ObjectFactory {
    private static final String NAME = "name";

    /** For the directory's provider. */
    public OnceMqObjectFactory() {}

    /**
     * Makes the object; null if it is for another factory.
     *
     * @throws NamingException naming what in the reference breaks which rule
     */
    @Override
    @SuppressWarnings("JdkObsolete") // the API wants a Hashtable
    public @Nullable Object getObjectInstance(
            @Nullable Object reference,
            @Nullable Name name,
            @Nullable Context context,
            @Nullable Hashtable<?, ?> environment)
            throws NamingException {
        if (!(reference instanceof Reference ours)) {
            return null;
        }
        String type = ours.getClassName();
        try {
            if (type.equals(JmsQueue.class.getName())) {
                return new JmsQueue(destinationName(ours));
            } else if (type.equals(JmsTopic.class.getName())) {
                return new JmsTopic(destinationName(ours));
            } else if (type.equals(OnceMqConnectionFactory.class.getName())) {
                return new OnceMqConnectionFactory(settings(ours));
            } else if (type.equals(OnceMqXaConnectionFactory.class.getName())) {
                return new OnceMqXaConnectionFactory(settings(ours));
            }
            return null;
        } catch (IllegalArgumentException e) {
            ConfigurationException failure =
                    new ConfigurationException("a reference to a " + type + " cannot be used: " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }

    private static String destinationName(Reference reference) {
        RefAddr address = reference.get(NAME);
        if (address == null) {
            throw new IllegalArgumentException("it has no " + NAME);
        }
        return text(address);
    }

    private static OnceMqSettings settings(Reference reference) {
        OnceMqSettings.Builder settings = OnceMqSettings.builder();
        for (RefAddr address : Collections.list(reference.getAll())) {
            settings.set(address.getType(), text(address));
        }
        return settings.build();
    }

    private static String text(RefAddr address) {
        if (address instanceof StringRefAddr text && text.getContent() instanceof String value) {
            return value;
        }
        throw new IllegalArgumentException(address.getType() + " is not a text");
    }
}
