// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Other providers' spellings of activation properties, so that a bean moves here without being recompiled: servers refuse
 * a property without a setter. What has a meaning here is mapped, the rest is ignored; the log tells of both.
 */
public abstract class ForeignActivationProperties implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final String LIMIT = "ignored; the adapter's maxDeliveries and redeliveryDelay hold for all beans";
    private static final String CONNECTION = "ignored; there is no broker to connect to";

    private final TreeMap<String, String> taken = new TreeMap<>();
    private @Nullable String useJndi;

    ForeignActivationProperties() {}

    /** Each foreign property that was set and what became of it. */
    final Map<String, String> taken() {
        return taken;
    }

    /** True if {@code destination} is said to be a JNDI name; null if nothing was said. */
    final @Nullable String useJndi() {
        return useJndi;
    }

    public abstract @Nullable String getMaxSession();

    public abstract void setMaxSession(String maxSession);

    public abstract @Nullable String getUserName();

    public abstract void setUserName(String userName);

    public abstract void setShareSubscriptions(String shareSubscriptions);

    // ActiveMQ Classic
    public void setMaxSessions(String value) {
        maxSession("maxSessions", value);
    }

    // Open Liberty
    public void setMaxConcurrency(String value) {
        maxSession("maxConcurrency", value);
    }

    // IBM MQ
    public void setMaxPoolDepth(String value) {
        maxSession("maxPoolDepth", value);
    }

    // OpenMQ
    public void setEndpointPoolMaxSize(String value) {
        maxSession("endpointPoolMaxSize", value);
    }

    // Artemis
    public void setUser(String value) {
        taken.put("user", "taken as userName");
        setUserName(value);
    }

    // IBM MQ
    public void setSharedSubscription(String value) {
        shareSubscriptions("sharedSubscription", value);
    }

    // Open Liberty
    public void setShareDurableSubscription(String value) {
        shareSubscriptions("shareDurableSubscription", value);
    }

    // OpenMQ
    public void setUseSharedSubscriptionInClusteredContainer(String value) {
        shareSubscriptions("useSharedSubscriptionInClusteredContainer", value);
    }

    // Artemis
    public void setUseJNDI(String value) {
        useJndi = value;
        taken.put("useJNDI", "taken: destination is a JNDI name if it is true; better use destinationLookup");
    }

    // ActiveMQ Classic
    public void setUseJndi(String value) {
        setUseJNDI(value);
    }

    public void setReconnectAttempts(String value) {
        taken.put("reconnectAttempts", CONNECTION);
    }

    public void setReconnectInterval(String value) {
        taken.put("reconnectInterval", CONNECTION);
    }

    public void setReconnectEnabled(String value) {
        taken.put("reconnectEnabled", CONNECTION);
    }

    public void setSetupAttempts(String value) {
        taken.put("setupAttempts", CONNECTION);
    }

    public void setSetupInterval(String value) {
        taken.put("setupInterval", CONNECTION);
    }

    public void setSingleConnection(String value) {
        taken.put("singleConnection", CONNECTION);
    }

    public void setRebalanceConnections(String value) {
        taken.put("rebalanceConnections", CONNECTION);
    }

    public void setMaximumRedeliveries(String value) {
        taken.put("maximumRedeliveries", LIMIT);
    }

    public void setInitialRedeliveryDelay(String value) {
        taken.put("initialRedeliveryDelay", LIMIT);
    }

    public void setEndpointExceptionRedeliveryAttempts(String value) {
        taken.put("endpointExceptionRedeliveryAttempts", LIMIT);
    }

    public void setEndpointExceptionRedeliveryInterval(String value) {
        taken.put("endpointExceptionRedeliveryInterval", LIMIT);
    }

    public void setMaxMessagesPerSessions(String value) {
        taken.put("maxMessagesPerSessions", "ignored; each message has its own transaction");
    }

    private void maxSession(String name, String value) {
        taken.put(name, "taken as maxSession");
        setMaxSession(value);
    }

    private void shareSubscriptions(String name, String value) {
        taken.put(name, "taken as shareSubscriptions");
        setShareSubscriptions(value);
    }
}
