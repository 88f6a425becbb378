// SPDX-License-Identifier: Apache-2.0
package io.oncemq;

import io.oncemq.store.jdbc.Durability;
import io.oncemq.store.jdbc.SchemaManagement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The settings as JavaBean properties, for frameworks and configuration files. Durations and sizes are text, such as
 * {@code 10s} or {@code 64MiB}. To be set before the first connection.
 */
public abstract class FactorySettings {
    private volatile OnceMqSettings settings;

    FactorySettings(OnceMqSettings settings) {
        this.settings = settings;
    }

    /** All settings as they are now. */
    public OnceMqSettings settings() {
        return settings;
    }

    private synchronized void change(OnceMqSettings.Builder builder) {
        settings = builder.build();
    }

    /**
     * Sets a setting by its name.
     *
     * @throws IllegalArgumentException if there is no such setting or the value breaks its rule
     */
    public void setProperty(String name, String value) {
        change(settings.toBuilder().set(name, value));
    }

    public @Nullable String getUrl() {
        return settings.url();
    }

    public void setUrl(@Nullable String value) {
        change(settings.toBuilder().url(value));
    }

    public void setUser(@Nullable String value) {
        change(settings.toBuilder().user(value));
    }

    public void setPassword(@Nullable String value) {
        change(settings.toBuilder().password(value));
    }

    public @Nullable String getDataSourceLookup() {
        return settings.dataSourceLookup();
    }

    public void setDataSourceLookup(@Nullable String value) {
        change(settings.toBuilder().dataSourceLookup(value));
    }

    public @Nullable DataSource getDataSource() {
        return settings.dataSource();
    }

    public void setDataSource(@Nullable DataSource value) {
        change(settings.toBuilder().dataSource(value));
    }

    public void setSchema(@Nullable String value) {
        change(settings.toBuilder().schema(value));
    }

    public void setDurability(String value) {
        change(settings.toBuilder().durability(SettingText.choice("durability", Durability.class, value)));
    }

    public void setSchemaManagement(String value) {
        change(settings.toBuilder()
                .schemaManagement(SettingText.choice("schemaManagement", SchemaManagement.class, value)));
    }

    public String getNodeName() {
        return settings.engine().nodeName();
    }

    public void setNodeName(String value) {
        change(settings.toBuilder().nodeName(value));
    }

    public void setLeaseTerm(String value) {
        setProperty("leaseTerm", value);
    }

    public int getMaxDeliveries() {
        return settings.engine().maxDeliveries();
    }

    public void setMaxDeliveries(int value) {
        change(settings.toBuilder().maxDeliveries(value));
    }

    public void setRedeliveryDelay(String value) {
        setProperty("redeliveryDelay", value);
    }

    public String getDeadLetterPrefix() {
        return settings.engine().deadLetterPrefix();
    }

    public void setDeadLetterPrefix(String value) {
        change(settings.toBuilder().deadLetterPrefix(value));
    }

    public int getWindow() {
        return settings.engine().window();
    }

    public void setWindow(int value) {
        change(settings.toBuilder().window(value));
    }

    public void setMaxMessageSize(String value) {
        setProperty("maxMessageSize", value);
    }

    public void setStoreTimeout(String value) {
        setProperty("storeTimeout", value);
    }

    public long getMaxQueueMessages() {
        return settings.engine().space().maxQueueMessages();
    }

    public void setMaxQueueMessages(long value) {
        change(settings.toBuilder().maxQueueMessages(value));
    }

    public void setMaxQueueSize(String value) {
        setProperty("maxQueueSize", value);
    }

    public long getMaxStoreMessages() {
        return settings.engine().space().maxStoreMessages();
    }

    public void setMaxStoreMessages(long value) {
        change(settings.toBuilder().maxStoreMessages(value));
    }

    public void setMaxStoreSize(String value) {
        setProperty("maxStoreSize", value);
    }

    public void setMinFreeDisk(String value) {
        setProperty("minFreeDisk", value);
    }

    public void setWakeUp(String value) {
        setProperty("wakeUp", value);
    }

    public void setTrustedPackages(String value) {
        change(settings.toBuilder().trustedPackages(value));
    }

    public @Nullable String getClientId() {
        return settings.connections().clientId();
    }

    public void setClientId(@Nullable String value) {
        change(settings.toBuilder().clientId(value));
    }

    public @Nullable String getJmsUser() {
        return settings.connections().credentials().user();
    }

    public void setJmsUser(@Nullable String value) {
        change(settings.toBuilder().jmsUser(value));
    }

    public void setJmsPassword(@Nullable String value) {
        change(settings.toBuilder().jmsPassword(value));
    }

    public boolean isPopulateJMSXUserID() {
        return settings.connections().jmsxProperties().userId();
    }

    public void setPopulateJMSXUserID(boolean value) {
        change(settings.toBuilder().populateJmsxUserId(value));
    }

    public @Nullable String getApplicationId() {
        return settings.connections().jmsxProperties().applicationId();
    }

    public void setApplicationId(@Nullable String value) {
        change(settings.toBuilder().applicationId(value));
    }

    public boolean isPopulateJMSXTXIDs() {
        return settings.connections().jmsxProperties().transactionIds();
    }

    public void setPopulateJMSXTXIDs(boolean value) {
        change(settings.toBuilder().populateJmsxTxIds(value));
    }

    public boolean isPopulateJMSXRcvTimestamp() {
        return settings.connections().jmsxProperties().receiveTimestamp();
    }

    public void setPopulateJMSXRcvTimestamp(boolean value) {
        change(settings.toBuilder().populateJmsxRcvTimestamp(value));
    }

    public void setLinger(String value) {
        setProperty("linger", value);
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + " with " + settings;
    }
}
