// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jndi;

import io.oncemq.OnceMqConnectionFactory;
import io.oncemq.OnceMqSettings;
import io.oncemq.OnceMqXaConnectionFactory;
import io.oncemq.jms.JmsQueue;
import io.oncemq.jms.JmsTopic;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import javax.naming.ConfigurationException;
import javax.naming.Context;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/** Makes of the properties of a naming context what it holds. Used once, by one thread. */
final class AdministeredObjects {
    private static final String FACTORY_NAMES = "connectionFactoryNames";
    private static final String XA_FACTORY_NAMES = "xaConnectionFactoryNames";
    private static final String FACTORY = "connectionFactory.";
    private static final String QUEUE = "queue.";
    private static final String TOPIC = "topic.";
    private static final List<String> DEFAULT_NAMES =
            List.of("ConnectionFactory", "QueueConnectionFactory", "TopicConnectionFactory");
    private static final List<String> DEFAULT_XA_NAMES = List.of("XAConnectionFactory");

    /** What the JDK and other providers put into every environment. */
    private static final List<String> OTHERS = List.of("java.", "javax.", "jdk.", "com.sun.", "sun.", "org.omg.");

    private final TreeMap<String, String> properties = new TreeMap<>();
    private final TreeMap<String, Object> objects = new TreeMap<>();

    /** Factory names to settings by the property that sets them, in the order in which they are applied. */
    private final Map<String, Map<String, Setting>> factories = new LinkedHashMap<>();

    private record Setting(String property, String value) {}

    private AdministeredObjects() {}

    /**
     * The objects by their names.
     *
     * @throws NamingException naming the property that breaks a rule
     */
    static NavigableMap<String, Object> read(Map<?, ?> environment) throws NamingException {
        AdministeredObjects reading = new AdministeredObjects();
        reading.collect(environment);
        reading.readDestinations();
        reading.readFactories();
        reading.requireNoNameBelowAnother();
        return reading.objects;
    }

    private void collect(Map<?, ?> environment) throws NamingException {
        for (Map.Entry<?, ?> each : environment.entrySet()) {
            String name = String.valueOf(each.getKey());
            if (each.getValue() instanceof String value) {
                properties.put(name, value);
            } else if (isOurs(name)) {
                throw broken(name, "be text", "an object of another type");
            }
        }
        for (String name : properties.keySet()) {
            if (isOurs(name) && !isKnown(name)) {
                throw new ConfigurationException("JNDI property " + name + " is not known. Known are "
                        + Context.PROVIDER_URL + ", " + Context.SECURITY_PRINCIPAL + ", " + Context.SECURITY_CREDENTIALS
                        + ", " + FACTORY_NAMES + ", " + XA_FACTORY_NAMES + ", " + FACTORY + "<name>, " + FACTORY
                        + "<name>.<setting>, " + QUEUE + "<name>, " + TOPIC + "<name> and the settings "
                        + String.join(", ", OnceMqSettings.names()));
            }
        }
    }

    private static boolean isOurs(String property) {
        return OTHERS.stream().noneMatch(property::startsWith);
    }

    private static boolean isKnown(String property) {
        return property.equals(FACTORY_NAMES)
                || property.equals(XA_FACTORY_NAMES)
                || property.startsWith(FACTORY)
                || property.startsWith(QUEUE)
                || property.startsWith(TOPIC)
                || OnceMqSettings.names().contains(property);
    }

    // Destinations

    private void readDestinations() throws NamingException {
        for (Map.Entry<String, String> each : properties.entrySet()) {
            String property = each.getKey();
            String name = each.getValue().strip();
            try {
                if (property.startsWith(QUEUE)) {
                    bind(property, property.substring(QUEUE.length()), new JmsQueue(name));
                } else if (property.startsWith(TOPIC)) {
                    bind(property, property.substring(TOPIC.length()), new JmsTopic(name));
                }
            } catch (IllegalArgumentException e) {
                throw caused(new ConfigurationException("JNDI property " + property + ": " + e.getMessage()), e);
            }
        }
    }

    // Factories

    private void readFactories() throws NamingException {
        List<String> names = names(FACTORY_NAMES, DEFAULT_NAMES);
        List<String> xaNames = names(XA_FACTORY_NAMES, DEFAULT_XA_NAMES);
        names.forEach(name -> factories.put(name, new LinkedHashMap<>()));
        xaNames.forEach(name -> factories.put(name, new LinkedHashMap<>()));
        readUrls();
        readOwnSettings();
        for (Map.Entry<String, Map<String, Setting>> each : factories.entrySet()) {
            String name = each.getKey();
            OnceMqSettings settings = settings(each.getValue());
            boolean xa = xaNames.contains(name) && !names.contains(name);
            bind(
                    xa ? XA_FACTORY_NAMES : FACTORY_NAMES,
                    name,
                    xa ? new OnceMqXaConnectionFactory(settings) : new OnceMqConnectionFactory(settings));
        }
    }

    private List<String> names(String property, List<String> defaults) {
        String value = properties.get(property);
        return value == null
                ? defaults
                : List.of(value.split(",")).stream()
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList();
    }

    /** {@code connectionFactory.NAME = URL} is for the factory of that name, which is made if there is none. */
    private void readUrls() {
        for (Map.Entry<String, String> each : properties.entrySet()) {
            if (!each.getKey().startsWith(FACTORY)) {
                continue;
            }
            String name = each.getKey().substring(FACTORY.length());
            boolean setting = name.endsWith(".url") && factories.containsKey(name.substring(0, name.length() - 4));
            boolean url = each.getValue().strip().startsWith("jdbc:") && !setting;
            if (url || factories.containsKey(name)) {
                factories
                        .computeIfAbsent(name, made -> new LinkedHashMap<>())
                        .put("url", new Setting(each.getKey(), each.getValue()));
            }
        }
    }

    private void readOwnSettings() throws NamingException {
        for (Map.Entry<String, String> each : properties.entrySet()) {
            String property = each.getKey();
            if (!property.startsWith(FACTORY) || factories.containsKey(property.substring(FACTORY.length()))) {
                continue;
            }
            int dot = property.lastIndexOf('.');
            Map<String, Setting> own =
                    dot < FACTORY.length() ? null : factories.get(property.substring(FACTORY.length(), dot));
            if (own == null) {
                throw new ConfigurationException("JNDI property " + property
                        + " is of no connection factory; it must be " + FACTORY + "<name> = <JDBC URL>, or " + FACTORY
                        + "<name>.<setting> with a name of " + FACTORY_NAMES + " or " + XA_FACTORY_NAMES + ": "
                        + String.join(", ", factories.keySet()));
            }
            own.put(property.substring(dot + 1), new Setting(property, each.getValue()));
        }
    }

    /** First what all have, then what one has. */
    private OnceMqSettings settings(Map<String, Setting> own) throws NamingException {
        Map<String, Setting> all = new LinkedHashMap<>();
        put(all, "url", Context.PROVIDER_URL);
        put(all, "jmsUser", Context.SECURITY_PRINCIPAL);
        put(all, "jmsPassword", Context.SECURITY_CREDENTIALS);
        OnceMqSettings.names().forEach(name -> put(all, name, name));
        all.putAll(own);
        OnceMqSettings settings = OnceMqSettings.defaults();
        for (Map.Entry<String, Setting> each : all.entrySet()) {
            try {
                settings = settings.with(each.getKey(), each.getValue().value);
            } catch (IllegalArgumentException e) {
                throw caused(
                        new ConfigurationException("JNDI property " + each.getValue().property + ": " + e.getMessage()),
                        e);
            }
        }
        return settings;
    }

    private void put(Map<String, Setting> settings, String name, String property) {
        String value = properties.get(property);
        if (value != null) {
            settings.put(name, new Setting(property, value));
        }
    }

    // Names

    private void bind(String property, String name, Object object) throws NamingException {
        if (name.isEmpty() || name.startsWith("/") || name.endsWith("/") || name.contains("//")) {
            throw broken(property, "name something, with single / between parts", name);
        }
        if (objects.put(name, object) != null) {
            throw new ConfigurationException(
                    "JNDI property " + property + ": the name '" + name + "' is given to two things");
        }
    }

    private void requireNoNameBelowAnother() throws NamingException {
        for (String name : objects.keySet()) {
            for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
                String below = name.substring(0, slash);
                if (objects.containsKey(below)) {
                    throw new ConfigurationException("the JNDI names '" + below + "' and '" + name
                            + "' cannot both be: the first would have to be an object and a context");
                }
            }
        }
    }

    private static ConfigurationException broken(String property, String rule, String value) {
        return new ConfigurationException("JNDI property " + property + " must " + rule + ", was '" + value + "'");
    }

    private static ConfigurationException caused(ConfigurationException exception, @Nullable Throwable cause) {
        exception.initCause(cause);
        return exception;
    }
}
