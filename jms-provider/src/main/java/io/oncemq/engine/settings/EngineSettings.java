// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.settings;

import java.time.Duration;
import java.util.UUID;

/**
 * What an engine can be told. Validated at birth.
 *
 * @param nodeName tells nodes apart in logs and tables; need not be unique
 * @param leaseTerm how long the node's claims outlive its last sign of life; at least one second
 * @param maxDeliveries after so many rejections a delivery moves to its dead-letter queue; 0 for never
 * @param redeliveryDelay how long a rejected delivery waits before it is delivered again
 * @param deadLetterPrefix the dead-letter queue of queue {@code x} is this and {@code x}
 * @param window how many deliveries of one queue the node holds ready in memory at most
 * @param maxMessageSizeBytes a larger body is refused at send
 * @param storeTimeout how long a call waits for a database that does not answer
 * @param space how much may be kept before sends are refused
 * @param wakeUp how the node learns of what other nodes made ready
 */
public record EngineSettings(
        String nodeName,
        Duration leaseTerm,
        int maxDeliveries,
        Duration redeliveryDelay,
        String deadLetterPrefix,
        int window,
        int maxMessageSizeBytes,
        Duration storeTimeout,
        SpaceLimits space,
        WakeUp wakeUp) {
    /** How often a delivery may go down with its node before it is buried, unless nothing ever is (maxDeliveries 0). */
    public static final int MAX_CRASHES = 5;

    public static final EngineSettings DEFAULTS = new EngineSettings(
            "node-" + UUID.randomUUID().toString().substring(0, 8),
            Duration.ofSeconds(10),
            10,
            Duration.ZERO,
            "DLQ.",
            1_000,
            64 * 1024 * 1024,
            Duration.ofSeconds(20),
            SpaceLimits.DEFAULTS,
            WakeUp.AUTO);

    public EngineSettings {
        require(!nodeName.isBlank() && nodeName.length() <= 255, "nodeName", "1 to 255 characters", nodeName);
        require(leaseTerm.compareTo(Duration.ofSeconds(1)) >= 0, "leaseTerm", "at least one second", leaseTerm);
        require(maxDeliveries >= 0, "maxDeliveries", "0 (no limit) or more", maxDeliveries);
        require(!redeliveryDelay.isNegative(), "redeliveryDelay", "not negative", redeliveryDelay);
        require(
                !deadLetterPrefix.isEmpty() && deadLetterPrefix.length() <= 64,
                "deadLetterPrefix",
                "1 to 64 characters",
                deadLetterPrefix);
        require(window >= 1, "window", "at least 1", window);
        require(maxMessageSizeBytes >= 1, "maxMessageSize", "at least 1 byte", maxMessageSizeBytes);
        require(!storeTimeout.isNegative() && !storeTimeout.isZero(), "storeTimeout", "positive", storeTimeout);
    }

    private static void require(boolean holds, String setting, String rule, Object value) {
        if (!holds) {
            throw new IllegalArgumentException("setting " + setting + " must be " + rule + ", was " + value);
        }
    }
}
