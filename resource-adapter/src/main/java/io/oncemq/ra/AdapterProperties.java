// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra;

import io.oncemq.OnceMqSettings;
import java.io.Serializable;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The configuration properties of the adapter, by the names of {@link OnceMqSettings}: what ra.xml lists and a server sets.
 * Two adapters with the same values are equal. Not safe for several threads.
 */
public abstract class AdapterProperties implements Serializable {
    private static final long serialVersionUID = 1L;

    private final TreeMap<String, String> values = new TreeMap<>();

    AdapterProperties() {}

    /**
     * The settings that these properties make.
     *
     * @throws IllegalArgumentException naming the property, the rule and the value
     */
    final OnceMqSettings settings() {
        OnceMqSettings.Builder settings = OnceMqSettings.builder();
        values.forEach(settings::set);
        return settings.build();
    }

    private @Nullable String get(String name) {
        return values.get(name);
    }

    /** A server may pass what was left out as an empty text. */
    private void set(String name, @Nullable String value) {
        if (value == null || value.isBlank()) {
            values.remove(name);
        } else {
            values.put(name, value.strip());
        }
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other instanceof AdapterProperties that && values.equals(that.values);
    }

    @Override
    public final int hashCode() {
        return values.hashCode();
    }

    /** JDBC URL of the store; embedded H2 or PostgreSQL. */
    public @Nullable String getUrl() {
        return get("url");
    }

    public void setUrl(String url) {
        set("url", url);
    }

    /** Database user. */
    public @Nullable String getUser() {
        return get("user");
    }

    public void setUser(String user) {
        set("user", user);
    }

    /** Password of the database user. */
    public @Nullable String getPassword() {
        return get("password");
    }

    public void setPassword(String password) {
        set("password", password);
    }

    /** JNDI name of a data source to use in place of {@code url}. */
    public @Nullable String getDataSourceLookup() {
        return get("dataSourceLookup");
    }

    public void setDataSourceLookup(String dataSourceLookup) {
        set("dataSourceLookup", dataSourceLookup);
    }

    /** Database schema that holds OnceMQ's tables. */
    public @Nullable String getSchema() {
        return get("schema");
    }

    public void setSchema(String schema) {
        set("schema", schema);
    }

    /** {@code power} or {@code process}: what a commit survives. */
    public @Nullable String getDurability() {
        return get("durability");
    }

    public void setDurability(String durability) {
        set("durability", durability);
    }

    /** Whether OnceMQ makes and migrates its tables itself. */
    public @Nullable String getSchemaManagement() {
        return get("schemaManagement");
    }

    public void setSchemaManagement(String schemaManagement) {
        set("schemaManagement", schemaManagement);
    }

    /** Tells nodes apart in logs and tables. */
    public @Nullable String getNodeName() {
        return get("nodeName");
    }

    public void setNodeName(String nodeName) {
        set("nodeName", nodeName);
    }

    /** How long this node's claims outlive its last sign of life. */
    public @Nullable String getLeaseTerm() {
        return get("leaseTerm");
    }

    public void setLeaseTerm(String leaseTerm) {
        set("leaseTerm", leaseTerm);
    }

    /** After so many rejections a message moves to its dead-letter queue; 0 for never. */
    public @Nullable String getMaxDeliveries() {
        return get("maxDeliveries");
    }

    public void setMaxDeliveries(String maxDeliveries) {
        set("maxDeliveries", maxDeliveries);
    }

    /** How long a rejected message waits before it is delivered again. */
    public @Nullable String getRedeliveryDelay() {
        return get("redeliveryDelay");
    }

    public void setRedeliveryDelay(String redeliveryDelay) {
        set("redeliveryDelay", redeliveryDelay);
    }

    /** The dead-letter queue of queue {@code x} is this and {@code x}. */
    public @Nullable String getDeadLetterPrefix() {
        return get("deadLetterPrefix");
    }

    public void setDeadLetterPrefix(String deadLetterPrefix) {
        set("deadLetterPrefix", deadLetterPrefix);
    }

    /** How many messages of one queue the node holds ready in memory at most. */
    public @Nullable String getWindow() {
        return get("window");
    }

    public void setWindow(String window) {
        set("window", window);
    }

    /** A larger body is refused at send. */
    public @Nullable String getMaxMessageSize() {
        return get("maxMessageSize");
    }

    public void setMaxMessageSize(String maxMessageSize) {
        set("maxMessageSize", maxMessageSize);
    }

    /** How long a call waits for a database that does not answer. */
    public @Nullable String getStoreTimeout() {
        return get("storeTimeout");
    }

    public void setStoreTimeout(String storeTimeout) {
        set("storeTimeout", storeTimeout);
    }

    /** How many messages a queue or subscription may hold before sends to it are refused; 0 for no limit. */
    public @Nullable String getMaxQueueMessages() {
        return get("maxQueueMessages");
    }

    public void setMaxQueueMessages(String maxQueueMessages) {
        set("maxQueueMessages", maxQueueMessages);
    }

    /** How many bytes of bodies a queue or subscription may hold before sends to it are refused; 0 for no limit. */
    public @Nullable String getMaxQueueSize() {
        return get("maxQueueSize");
    }

    public void setMaxQueueSize(String maxQueueSize) {
        set("maxQueueSize", maxQueueSize);
    }

    /** How many messages the store may hold before sends are refused; 0 for no limit. */
    public @Nullable String getMaxStoreMessages() {
        return get("maxStoreMessages");
    }

    public void setMaxStoreMessages(String maxStoreMessages) {
        set("maxStoreMessages", maxStoreMessages);
    }

    /** How many bytes of bodies the store may hold before sends are refused; 0 for no limit. */
    public @Nullable String getMaxStoreSize() {
        return get("maxStoreSize");
    }

    public void setMaxStoreSize(String maxStoreSize) {
        set("maxStoreSize", maxStoreSize);
    }

    /** How much must be free on the volume of an H2 store for sends to be taken; 0 not to look. */
    public @Nullable String getMinFreeDisk() {
        return get("minFreeDisk");
    }

    public void setMinFreeDisk(String minFreeDisk) {
        set("minFreeDisk", minFreeDisk);
    }

    /** How the node learns that other nodes made messages ready: auto, notify or poll. */
    public @Nullable String getWakeUp() {
        return get("wakeUp");
    }

    public void setWakeUp(String wakeUp) {
        set("wakeUp", wakeUp);
    }

    /** Whose classes an object message may contain. */
    public @Nullable String getTrustedPackages() {
        return get("trustedPackages");
    }

    public void setTrustedPackages(String trustedPackages) {
        set("trustedPackages", trustedPackages);
    }

    /** Whether messages carry their sender's verified user as JMSXUserID: true or false. */
    public @Nullable String getPopulateJMSXUserID() {
        return get("populateJMSXUserID");
    }

    public void setPopulateJMSXUserID(String populateJMSXUserID) {
        set("populateJMSXUserID", populateJMSXUserID);
    }

    /** What messages carry as JMSXAppID. */
    public @Nullable String getApplicationId() {
        return get("applicationId");
    }

    public void setApplicationId(String applicationId) {
        set("applicationId", applicationId);
    }

    /** Whether messages tell their transactions as JMSXProducerTXID and JMSXConsumerTXID: true or false. */
    public @Nullable String getPopulateJMSXTXIDs() {
        return get("populateJMSXTXIDs");
    }

    public void setPopulateJMSXTXIDs(String populateJMSXTXIDs) {
        set("populateJMSXTXIDs", populateJMSXTXIDs);
    }

    /** Whether messages tell when they were received as JMSXRcvTimestamp: true or false. */
    public @Nullable String getPopulateJMSXRcvTimestamp() {
        return get("populateJMSXRcvTimestamp");
    }

    public void setPopulateJMSXRcvTimestamp(String populateJMSXRcvTimestamp) {
        set("populateJMSXRcvTimestamp", populateJMSXRcvTimestamp);
    }
}
