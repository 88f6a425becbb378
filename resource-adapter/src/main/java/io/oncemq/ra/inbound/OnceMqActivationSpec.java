// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import jakarta.jms.Queue;
import jakarta.jms.Topic;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What a message-driven bean asks for: the standard activation properties (Jakarta Messaging 3.1, table 13-1) and
 * OnceMQ's {@code destination}, {@code maxSession} and {@code shareSubscriptions}. Every property is a text, so that
 * {@link #validate} and not the server says what is wrong with a value.
 */
public final class OnceMqActivationSpec extends ForeignActivationProperties implements ActivationSpec, Serializable {
    private static final long serialVersionUID = 1L;

    private @Nullable ResourceAdapter resourceAdapter;
    private @Nullable String destinationLookup;
    private @Nullable String connectionFactoryLookup;
    private @Nullable String destinationType;
    private @Nullable String destination;
    private @Nullable String acknowledgeMode;
    private @Nullable String messageSelector;
    private @Nullable String subscriptionDurability;
    private @Nullable String subscriptionName;
    private @Nullable String shareSubscriptions;
    private @Nullable String clientId;
    private @Nullable String maxSession;
    private @Nullable String userName;
    private @Nullable String password;

    @Override
    public void validate() throws InvalidPropertyException {
        PropertyRules rules = new PropertyRules(OnceMqActivationSpec.class);
        ActivationRequest.read(this, rules);
        rules.throwIfBroken("activation of a message-driven bean");
    }

    /** What is asked for, checked. */
    ActivationRequest request() throws InvalidPropertyException {
        PropertyRules rules = new PropertyRules(OnceMqActivationSpec.class);
        ActivationRequest request = ActivationRequest.read(this, rules);
        rules.throwIfBroken("activation of a message-driven bean");
        return request;
    }

    @Override
    public @Nullable ResourceAdapter getResourceAdapter() {
        return resourceAdapter;
    }

    @Override
    public void setResourceAdapter(ResourceAdapter resourceAdapter) {
        this.resourceAdapter = resourceAdapter;
    }

    /** JNDI name of the queue or topic. */
    public @Nullable String getDestinationLookup() {
        return destinationLookup;
    }

    public void setDestinationLookup(String destinationLookup) {
        this.destinationLookup = destinationLookup;
    }

    /** JNDI name of a connection factory of this adapter, for its client identifier. */
    public @Nullable String getConnectionFactoryLookup() {
        return connectionFactoryLookup;
    }

    public void setConnectionFactoryLookup(String connectionFactoryLookup) {
        this.connectionFactoryLookup = connectionFactoryLookup;
    }

    /** {@code jakarta.jms.Queue} or {@code jakarta.jms.Topic}. */
    public @Nullable String getDestinationType() {
        return destinationType;
    }

    public void setDestinationType(String destinationType) {
        this.destinationType = destinationType;
    }

    /** Name of the queue or topic itself, when it is not looked up. */
    public @Nullable String getDestination() {
        return destination;
    }

    public void setDestination(String destination) {
        this.destination = destination;
    }

    /** {@code Auto-acknowledge} or {@code Dups-ok-acknowledge}; of no effect when delivery is transacted. */
    public @Nullable String getAcknowledgeMode() {
        return acknowledgeMode;
    }

    public void setAcknowledgeMode(String acknowledgeMode) {
        this.acknowledgeMode = acknowledgeMode;
    }

    public @Nullable String getMessageSelector() {
        return messageSelector;
    }

    public void setMessageSelector(String messageSelector) {
        this.messageSelector = messageSelector;
    }

    /** {@code Durable} or {@code NonDurable}; for topics. */
    public @Nullable String getSubscriptionDurability() {
        return subscriptionDurability;
    }

    public void setSubscriptionDurability(String subscriptionDurability) {
        this.subscriptionDurability = subscriptionDurability;
    }

    public @Nullable String getSubscriptionName() {
        return subscriptionName;
    }

    public void setSubscriptionName(String subscriptionName) {
        this.subscriptionName = subscriptionName;
    }

    /** {@code true}: the nodes that activate the same subscription share its messages. */
    public @Nullable String getShareSubscriptions() {
        return shareSubscriptions;
    }

    @Override
    public void setShareSubscriptions(String shareSubscriptions) {
        this.shareSubscriptions = shareSubscriptions;
    }

    public @Nullable String getClientId() {
        return clientId;
    }

    public void setClientId(String clientId) {
        this.clientId = clientId;
    }

    /** How many messages this activation works on at once, at most. */
    @Override
    public @Nullable String getMaxSession() {
        return maxSession;
    }

    @Override
    public void setMaxSession(String maxSession) {
        this.maxSession = maxSession;
    }

    /** JMS user that receives for the bean; not the database's. */
    @Override
    public @Nullable String getUserName() {
        return userName;
    }

    @Override
    public void setUserName(String userName) {
        this.userName = userName;
    }

    /** Password of the JMS user. */
    public @Nullable String getPassword() {
        return password;
    }

    public void setPassword(String password) {
        this.password = password;
    }

    @Override
    public String toString() {
        return "activation of "
                + (destinationLookup != null ? destinationLookup : destination)
                + (subscriptionName == null ? "" : " by subscription " + subscriptionName);
    }

    static boolean isQueueType(String type) {
        return type.equals(Queue.class.getName()) || type.equals("javax.jms.Queue");
    }

    static boolean isTopicType(String type) {
        return type.equals(Topic.class.getName()) || type.equals("javax.jms.Topic");
    }
}
