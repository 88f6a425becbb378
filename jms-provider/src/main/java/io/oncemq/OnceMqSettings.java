// SPDX-License-Identifier: Apache-2.0
package io.oncemq;

import io.oncemq.engine.settings.EngineSettings;
import io.oncemq.engine.settings.SpaceLimits;
import io.oncemq.engine.settings.WakeUp;
import io.oncemq.jms.ConnectionSettings;
import io.oncemq.jms.Credentials;
import io.oncemq.jms.JmsxProperties;
import io.oncemq.jms.message.ObjectMessagePolicy;
import io.oncemq.store.jdbc.Durability;
import io.oncemq.store.jdbc.SchemaManagement;
import io.oncemq.store.jdbc.StoreSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Everything that OnceMQ can be told: where its messages are kept, and how its node and connections work. Immutable and
 * checked when built.
 */
public final class OnceMqSettings {
    /** The store where none is named: an H2 database in the directory {@code oncemq-data} below the working directory. */
    public static final String DEFAULT_URL = "jdbc:h2:file:./oncemq-data/oncemq";

    /** A URL of any scheme but {@code java:}. */
    private static final Pattern REMOTE_NAME = Pattern.compile("(?!java:)[A-Za-z][A-Za-z0-9+.-]*:");

    private static final Duration DEFAULT_LINGER = Duration.ofSeconds(10);
    private static final String NOT_SHOWN = "(not shown)";

    private final @Nullable String url;
    private final @Nullable String user;
    private final @Nullable String password;
    private final @Nullable String dataSourceLookup;
    private final @Nullable DataSource dataSource;
    private final @Nullable String schema;
    private final Durability durability;
    private final SchemaManagement schemaManagement;
    private final EngineSettings engine;
    private final ConnectionSettings connections;
    private final Duration linger;
    private final Builder origin;

    private OnceMqSettings(Builder from) {
        boolean given = from.dataSource != null || from.dataSourceLookup != null;
        url = from.url == null && !given ? DEFAULT_URL : from.url;
        user = from.user;
        password = from.password;
        dataSourceLookup = from.dataSourceLookup;
        dataSource = from.dataSource;
        schema = from.schema;
        durability = from.durability;
        schemaManagement = from.schemaManagement;
        linger = from.linger;
        engine = new EngineSettings(
                from.nodeName,
                from.leaseTerm,
                from.maxDeliveries,
                from.redeliveryDelay,
                from.deadLetterPrefix,
                from.window,
                from.maxMessageSizeBytes,
                from.storeTimeout,
                new SpaceLimits(
                        from.maxQueueMessages,
                        from.maxQueueBytes,
                        from.maxStoreMessages,
                        from.maxStoreBytes,
                        from.minFreeDiskBytes),
                from.wakeUp);
        connections = new ConnectionSettings(
                from.clientId,
                ObjectMessagePolicy.trusting(from.trustedPackages),
                new Credentials(from.jmsUser, from.jmsPassword),
                new JmsxProperties(
                        from.populateUserId,
                        from.applicationId,
                        from.populateTransactionIds,
                        from.populateReceiveTimestamp));
        if (linger.isNegative()) {
            throw SettingText.bad("linger", "not negative", linger.toString(), null);
        }
        requireName("clientId", from.clientId);
        requireName("applicationId", from.applicationId);
        if (dataSourceLookup != null && REMOTE_NAME.matcher(dataSourceLookup).lookingAt()) {
            // A name such as ldap://host/x would fetch an object from wherever it says.
            throw SettingText.bad(
                    "dataSourceLookup", "a local name, such as jdbc/x or java:/x", dataSourceLookup, null);
        }
        if ((url == null ? 0 : 1) + (dataSource == null ? 0 : 1) + (dataSourceLookup == null ? 0 : 1) != 1) {
            throw new IllegalArgumentException(
                    "only one of the settings url, dataSource and dataSourceLookup can be set");
        }
        if (dataSourceLookup == null) {
            store(dataSource);
        }
        origin = from.copy();
    }

    private static void requireName(String setting, @Nullable String value) {
        if (value != null && (value.isBlank() || value.length() > 255)) {
            throw SettingText.bad(setting, "1 to 255 characters, not blank", value, null);
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** All defaults. */
    public static OnceMqSettings defaults() {
        return builder().build();
    }

    /** The defaults with a store at a JDBC URL. */
    public static OnceMqSettings of(String url) {
        return builder().url(url).build();
    }

    /** The names that {@link #with} knows. */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            names.add(setting.text);
        }
        return names;
    }

    /**
     * These settings with another value for one of them.
     *
     * @param name as in {@link #names}
     * @param value as text; an empty text is the default
     * @throws IllegalArgumentException if there is no such setting or the value breaks its rule
     */
    public OnceMqSettings with(String name, String value) {
        return toBuilder().set(name, value).build();
    }

    public Builder toBuilder() {
        return origin.copy();
    }

    /** Where the messages are kept; null where a DataSource was given. */
    public @Nullable String url() {
        return url;
    }

    /** The JNDI name of a DataSource, or null. */
    public @Nullable String dataSourceLookup() {
        return dataSourceLookup;
    }

    /** The DataSource that was given as an object, or null. */
    public @Nullable DataSource dataSource() {
        return dataSource;
    }

    public EngineSettings engine() {
        return engine;
    }

    public ConnectionSettings connections() {
        return connections;
    }

    /** How long a node stays open after its last user has gone. */
    public Duration linger() {
        return linger;
    }

    /**
     * How to reach the store.
     *
     * @param found the DataSource to use; null for the URL
     */
    StoreSettings store(@Nullable DataSource found) {
        return new StoreSettings(
                found == null ? url : null,
                user,
                password,
                found,
                durability,
                schemaManagement,
                schema,
                StoreSettings.DEFAULT_POOL_SIZE,
                StoreSettings.DEFAULT_CONNECTION_TIMEOUT);
    }

    @Nullable
    String schema() {
        return schema;
    }

    /**
     * The first setting of a node that has another value there, or null. What concerns single connections, and
     * {@code linger}, may differ.
     */
    @Nullable
    String differenceFrom(OnceMqSettings other) {
        for (Setting setting : Setting.values()) {
            if (setting.ofNode && !Objects.equals(setting.read(origin), setting.read(other.origin))) {
                return setting.text;
            }
        }
        return null;
    }

    /**
     * What differs from the defaults, by name: what {@link #with} takes. Without the passwords, which must not go where such
     * texts are kept, and without a DataSource object, which has no text.
     */
    Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        for (Setting setting : Setting.values()) {
            Object value = setting.read(origin);
            if (!setting.isSecret() && value != null && !value.equals(setting.read(new Builder()))) {
                texts.put(setting.text, value.toString());
            }
        }
        return texts;
    }

    /** Never the password; of the URL nothing that could hold one. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("OnceMqSettings[");
        for (Setting setting : Setting.values()) {
            Object value = setting.read(origin);
            if (value != null && !value.equals(setting.read(new Builder()))) {
                text.append(text.charAt(text.length() - 1) == '[' ? "" : ", ")
                        .append(setting.text)
                        .append('=')
                        .append(setting.shown(value));
            }
        }
        return text.append(']').toString();
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {
        private @Nullable String url;
        private @Nullable String user;
        private @Nullable String password;
        private @Nullable String dataSourceLookup;
        private @Nullable DataSource dataSource;
        private @Nullable String schema;
        private Durability durability = Durability.POWER;
        private SchemaManagement schemaManagement = SchemaManagement.MIGRATE;
        private String nodeName = EngineSettings.DEFAULTS.nodeName();
        private Duration leaseTerm = EngineSettings.DEFAULTS.leaseTerm();
        private int maxDeliveries = EngineSettings.DEFAULTS.maxDeliveries();
        private Duration redeliveryDelay = EngineSettings.DEFAULTS.redeliveryDelay();
        private String deadLetterPrefix = EngineSettings.DEFAULTS.deadLetterPrefix();
        private int window = EngineSettings.DEFAULTS.window();
        private int maxMessageSizeBytes = EngineSettings.DEFAULTS.maxMessageSizeBytes();
        private Duration storeTimeout = EngineSettings.DEFAULTS.storeTimeout();
        private long maxQueueMessages = EngineSettings.DEFAULTS.space().maxQueueMessages();
        private long maxQueueBytes = EngineSettings.DEFAULTS.space().maxQueueBytes();
        private long maxStoreMessages = EngineSettings.DEFAULTS.space().maxStoreMessages();
        private long maxStoreBytes = EngineSettings.DEFAULTS.space().maxStoreBytes();
        private long minFreeDiskBytes = EngineSettings.DEFAULTS.space().minFreeDiskBytes();
        private WakeUp wakeUp = EngineSettings.DEFAULTS.wakeUp();
        private String trustedPackages = "";
        private @Nullable String clientId;
        private @Nullable String jmsUser;
        private @Nullable String jmsPassword;
        private boolean populateUserId;
        private @Nullable String applicationId;
        private boolean populateTransactionIds;
        private boolean populateReceiveTimestamp;
        private Duration linger = DEFAULT_LINGER;

        private Builder() {}

        private Builder copy() {
            Builder copy = new Builder();
            copy.url = url;
            copy.user = user;
            copy.password = password;
            copy.dataSourceLookup = dataSourceLookup;
            copy.dataSource = dataSource;
            copy.schema = schema;
            copy.durability = durability;
            copy.schemaManagement = schemaManagement;
            copy.nodeName = nodeName;
            copy.leaseTerm = leaseTerm;
            copy.maxDeliveries = maxDeliveries;
            copy.redeliveryDelay = redeliveryDelay;
            copy.deadLetterPrefix = deadLetterPrefix;
            copy.window = window;
            copy.maxMessageSizeBytes = maxMessageSizeBytes;
            copy.storeTimeout = storeTimeout;
            copy.maxQueueMessages = maxQueueMessages;
            copy.maxQueueBytes = maxQueueBytes;
            copy.maxStoreMessages = maxStoreMessages;
            copy.maxStoreBytes = maxStoreBytes;
            copy.minFreeDiskBytes = minFreeDiskBytes;
            copy.wakeUp = wakeUp;
            copy.trustedPackages = trustedPackages;
            copy.clientId = clientId;
            copy.jmsUser = jmsUser;
            copy.jmsPassword = jmsPassword;
            copy.populateUserId = populateUserId;
            copy.applicationId = applicationId;
            copy.populateTransactionIds = populateTransactionIds;
            copy.populateReceiveTimestamp = populateReceiveTimestamp;
            copy.linger = linger;
            return copy;
        }

        /**
         * Sets a setting by its name.
         *
         * @param name as in {@link #names}
         * @param value as text; an empty text is the default
         * @throws IllegalArgumentException if there is no such setting or the value cannot be read
         */
        public Builder set(String name, String value) {
            Setting.of(name).write(this, value);
            return this;
        }

        /** A JDBC URL of H2 (embedded) or PostgreSQL; the default is {@link #DEFAULT_URL}. */
        public Builder url(@Nullable String value) {
            url = value;
            return this;
        }

        public Builder user(@Nullable String value) {
            user = value;
            return this;
        }

        public Builder password(@Nullable String value) {
            password = value;
            return this;
        }

        /** The JNDI name of a DataSource to be used instead of a URL. */
        public Builder dataSourceLookup(@Nullable String value) {
            dataSourceLookup = value;
            return this;
        }

        /** A DataSource to be used instead of a URL; it must not take part in transactions of its own. */
        public Builder dataSource(@Nullable DataSource value) {
            dataSource = value;
            return this;
        }

        /** The database schema of the tables; the default is the connection's own. */
        public Builder schema(@Nullable String value) {
            schema = value;
            return this;
        }

        public Builder durability(Durability value) {
            durability = value;
            return this;
        }

        public Builder schemaManagement(SchemaManagement value) {
            schemaManagement = value;
            return this;
        }

        /** Tells nodes apart in logs and tables; several nodes of one JVM on one store must have different names. */
        public Builder nodeName(String value) {
            nodeName = value;
            return this;
        }

        public Builder leaseTerm(Duration value) {
            leaseTerm = value;
            return this;
        }

        /** After so many deliveries in vain a message moves to its dead-letter queue; 0 for never. */
        public Builder maxDeliveries(int value) {
            maxDeliveries = value;
            return this;
        }

        public Builder redeliveryDelay(Duration value) {
            redeliveryDelay = value;
            return this;
        }

        public Builder deadLetterPrefix(String value) {
            deadLetterPrefix = value;
            return this;
        }

        /** How many messages of one queue the node holds in memory at most. */
        public Builder window(int value) {
            window = value;
            return this;
        }

        public Builder maxMessageSizeBytes(int value) {
            maxMessageSizeBytes = value;
            return this;
        }

        /** How long a call waits for a database that does not answer. */
        public Builder storeTimeout(Duration value) {
            storeTimeout = value;
            return this;
        }

        /** How many messages a queue or subscription may hold before sends to it are refused; 0 for no limit. */
        public Builder maxQueueMessages(long value) {
            maxQueueMessages = value;
            return this;
        }

        /** How many bytes of bodies a queue or subscription may hold before sends to it are refused; 0 for no limit. */
        public Builder maxQueueBytes(long value) {
            maxQueueBytes = value;
            return this;
        }

        /** How many messages the store may hold before sends are refused; 0 for no limit. */
        public Builder maxStoreMessages(long value) {
            maxStoreMessages = value;
            return this;
        }

        /** How many bytes of bodies the store may hold before sends are refused; 0 for no limit. */
        public Builder maxStoreBytes(long value) {
            maxStoreBytes = value;
            return this;
        }

        /** How much must be free on the volume of an H2 store for sends to be taken; 0 not to look. */
        public Builder minFreeDiskBytes(long value) {
            minFreeDiskBytes = value;
            return this;
        }

        /** How the node learns that other nodes made messages ready; the same for all nodes of a store. */
        public Builder wakeUp(WakeUp value) {
            wakeUp = value;
            return this;
        }

        /** Packages and classes, separated by commas, that object messages may bring to life; {@code *} for all. */
        public Builder trustedPackages(String value) {
            trustedPackages = value;
            return this;
        }

        public Builder clientId(@Nullable String value) {
            clientId = value;
            return this;
        }

        /** The user of connections that are made without one; see docs/security.md. Not the database's user. */
        public Builder jmsUser(@Nullable String value) {
            jmsUser = value;
            return this;
        }

        public Builder jmsPassword(@Nullable String value) {
            jmsPassword = value;
            return this;
        }

        /** Whether messages carry their sender's verified user as JMSXUserID. */
        public Builder populateJmsxUserId(boolean value) {
            populateUserId = value;
            return this;
        }

        /** What messages carry as JMSXAppID; null for nothing. */
        public Builder applicationId(@Nullable String value) {
            applicationId = value;
            return this;
        }

        /** Whether messages tell their transactions as JMSXProducerTXID and JMSXConsumerTXID. */
        public Builder populateJmsxTxIds(boolean value) {
            populateTransactionIds = value;
            return this;
        }

        /** Whether messages tell when they were received as JMSXRcvTimestamp. */
        public Builder populateJmsxRcvTimestamp(boolean value) {
            populateReceiveTimestamp = value;
            return this;
        }

        /** How long the node stays open after its last connection; zero to close it at once. */
        public Builder linger(Duration value) {
            linger = value;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException naming the setting that breaks its rule
         */
        public OnceMqSettings build() {
            return new OnceMqSettings(this);
        }
    }

    /** The settings by their names. */
    @SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
    private enum Setting {
        URL("url", true, b -> b.url, (b, v) -> b.url = v),
        USER("user", true, b -> b.user, (b, v) -> b.user = v),
        PASSWORD("password", true, b -> b.password, (b, v) -> b.password = v),
        DATA_SOURCE_LOOKUP("dataSourceLookup", true, b -> b.dataSourceLookup, (b, v) -> b.dataSourceLookup = v),
        SCHEMA("schema", true, b -> b.schema, (b, v) -> b.schema = v),
        DURABILITY(
                "durability",
                true,
                b -> b.durability,
                (b, v) -> b.durability = SettingText.choice("durability", Durability.class, v)),
        SCHEMA_MANAGEMENT(
                "schemaManagement",
                true,
                b -> b.schemaManagement,
                (b, v) -> b.schemaManagement = SettingText.choice("schemaManagement", SchemaManagement.class, v)),
        NODE_NAME("nodeName", true, b -> b.nodeName, (b, v) -> b.nodeName = v),
        LEASE_TERM("leaseTerm", true, b -> b.leaseTerm, (b, v) -> b.leaseTerm = SettingText.duration("leaseTerm", v)),
        MAX_DELIVERIES(
                "maxDeliveries",
                true,
                b -> b.maxDeliveries,
                (b, v) -> b.maxDeliveries = SettingText.number("maxDeliveries", v)),
        REDELIVERY_DELAY(
                "redeliveryDelay",
                true,
                b -> b.redeliveryDelay,
                (b, v) -> b.redeliveryDelay = SettingText.duration("redeliveryDelay", v)),
        DEAD_LETTER_PREFIX("deadLetterPrefix", true, b -> b.deadLetterPrefix, (b, v) -> b.deadLetterPrefix = v),
        WINDOW("window", true, b -> b.window, (b, v) -> b.window = SettingText.number("window", v)),
        MAX_MESSAGE_SIZE(
                "maxMessageSize",
                true,
                b -> b.maxMessageSizeBytes,
                (b, v) -> b.maxMessageSizeBytes = SettingText.sizeBytes("maxMessageSize", v)),
        STORE_TIMEOUT(
                "storeTimeout",
                true,
                b -> b.storeTimeout,
                (b, v) -> b.storeTimeout = SettingText.duration("storeTimeout", v)),
        MAX_QUEUE_MESSAGES(
                "maxQueueMessages",
                true,
                b -> b.maxQueueMessages,
                (b, v) -> b.maxQueueMessages = SettingText.wholeNumber("maxQueueMessages", v)),
        MAX_QUEUE_SIZE(
                "maxQueueSize",
                true,
                b -> b.maxQueueBytes,
                (b, v) -> b.maxQueueBytes = SettingText.bytes("maxQueueSize", v)),
        MAX_STORE_MESSAGES(
                "maxStoreMessages",
                true,
                b -> b.maxStoreMessages,
                (b, v) -> b.maxStoreMessages = SettingText.wholeNumber("maxStoreMessages", v)),
        MAX_STORE_SIZE(
                "maxStoreSize",
                true,
                b -> b.maxStoreBytes,
                (b, v) -> b.maxStoreBytes = SettingText.bytes("maxStoreSize", v)),
        MIN_FREE_DISK(
                "minFreeDisk",
                true,
                b -> b.minFreeDiskBytes,
                (b, v) -> b.minFreeDiskBytes = SettingText.bytes("minFreeDisk", v)),
        WAKE_UP("wakeUp", true, b -> b.wakeUp, (b, v) -> b.wakeUp = SettingText.choice("wakeUp", WakeUp.class, v)),
        TRUSTED_PACKAGES("trustedPackages", false, b -> b.trustedPackages, (b, v) -> b.trustedPackages = v),
        CLIENT_ID("clientId", false, b -> b.clientId, (b, v) -> b.clientId = v),
        JMS_USER("jmsUser", false, b -> b.jmsUser, (b, v) -> b.jmsUser = v),
        JMS_PASSWORD("jmsPassword", false, b -> b.jmsPassword, (b, v) -> b.jmsPassword = v),
        POPULATE_USER_ID(
                "populateJMSXUserID",
                false,
                b -> b.populateUserId,
                (b, v) -> b.populateUserId = SettingText.flag("populateJMSXUserID", v)),
        APPLICATION_ID("applicationId", false, b -> b.applicationId, (b, v) -> b.applicationId = v),
        POPULATE_TRANSACTION_IDS(
                "populateJMSXTXIDs",
                false,
                b -> b.populateTransactionIds,
                (b, v) -> b.populateTransactionIds = SettingText.flag("populateJMSXTXIDs", v)),
        POPULATE_RECEIVE_TIMESTAMP(
                "populateJMSXRcvTimestamp",
                false,
                b -> b.populateReceiveTimestamp,
                (b, v) -> b.populateReceiveTimestamp = SettingText.flag("populateJMSXRcvTimestamp", v)),
        LINGER("linger", false, b -> b.linger, (b, v) -> b.linger = SettingText.duration("linger", v));

        private final String text;
        private final boolean ofNode;
        private final Reading reading;
        private final BiConsumer<Builder, String> writing;

        Setting(String text, boolean ofNode, Reading reading, BiConsumer<Builder, String> writing) {
            this.text = text;
            this.ofNode = ofNode;
            this.reading = reading;
            this.writing = writing;
        }

        @Nullable
        Object read(Builder builder) {
            return reading.read(builder);
        }

        void write(Builder builder, String value) {
            if (value.isBlank()) {
                copyDefault(builder);
            } else {
                writing.accept(builder, value);
            }
        }

        private void copyDefault(Builder builder) {
            Object value = read(new Builder());
            if (value != null) {
                writing.accept(builder, value.toString());
            } else {
                clear(builder);
            }
        }

        private void clear(Builder builder) {
            switch (this) {
                case URL -> builder.url = null;
                case USER -> builder.user = null;
                case PASSWORD -> builder.password = null;
                case DATA_SOURCE_LOOKUP -> builder.dataSourceLookup = null;
                case SCHEMA -> builder.schema = null;
                case CLIENT_ID -> builder.clientId = null;
                case APPLICATION_ID -> builder.applicationId = null;
                case JMS_USER -> builder.jmsUser = null;
                case JMS_PASSWORD -> builder.jmsPassword = null;
                default -> throw new IllegalStateException("setting " + text + " has a default");
            }
        }

        boolean isSecret() {
            return this == PASSWORD || this == JMS_PASSWORD;
        }

        Object shown(Object value) {
            return switch (this) {
                case PASSWORD, JMS_PASSWORD -> NOT_SHOWN;
                case URL -> value.toString().split("[?;]", 2)[0];
                default -> value;
            };
        }

        static Setting of(String name) {
            for (Setting setting : values()) {
                if (setting.text.equals(name)) {
                    return setting;
                }
            }
            String nearest = nearest(name);
            throw new IllegalArgumentException("there is no setting '" + name + "'"
                    + (nearest.isEmpty() ? "" : ", did you mean " + nearest + "?") + " The settings are "
                    + String.join(", ", names()));
        }

        private static String nearest(String name) {
            String best = "";
            int bestDistance = Math.max(2, name.length() / 3) + 1;
            for (Setting setting : values()) {
                int distance = distance(name.toLowerCase(Locale.ROOT), setting.text.toLowerCase(Locale.ROOT));
                if (distance < bestDistance) {
                    best = setting.text;
                    bestDistance = distance;
                }
            }
            return best;
        }

        /** How many letters must be changed, added or removed. */
        private static int distance(String from, String to) {
            int[] previous = new int[to.length() + 1];
            for (int j = 0; j <= to.length(); j++) {
                previous[j] = j;
            }
            for (int i = 1; i <= from.length(); i++) {
                int[] row = new int[to.length() + 1];
                row[0] = i;
                for (int j = 1; j <= to.length(); j++) {
                    int change = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                    row[j] = Math.min(change, Math.min(previous[j], row[j - 1]) + 1);
                }
                previous = row;
            }
            return previous[to.length()];
        }

        @FunctionalInterface
        private interface Reading {
            @Nullable
            Object read(Builder builder);
        }
    }
}
