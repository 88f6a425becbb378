// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.settings;

/**
 * How much may be kept before sends are refused; 0 for no limit. Bytes are those of bodies.
 *
 * @param maxQueueMessages how many messages each queue, or subscription, may hold
 * @param maxQueueBytes how many bytes each queue, or subscription, may hold
 * @param maxStoreMessages how many deliveries the store may hold
 * @param maxStoreBytes how many bytes the store may hold
 * @param minFreeDiskBytes how much must be free on the volume of the store's file, where there is one
 */
public record SpaceLimits(
        long maxQueueMessages, long maxQueueBytes, long maxStoreMessages, long maxStoreBytes, long minFreeDiskBytes) {
    public static final SpaceLimits NONE = new SpaceLimits(0, 0, 0, 0, 0);

    public static final SpaceLimits DEFAULTS = new SpaceLimits(0, 0, 0, 0, 256L << 20);

    public SpaceLimits {
        require("maxQueueMessages", maxQueueMessages);
        require("maxQueueSize", maxQueueBytes);
        require("maxStoreMessages", maxStoreMessages);
        require("maxStoreSize", maxStoreBytes);
        require("minFreeDisk", minFreeDiskBytes);
    }

    public boolean hasQueueLimit() {
        return maxQueueMessages > 0 || maxQueueBytes > 0;
    }

    public boolean hasStoreLimit() {
        return maxStoreMessages > 0 || maxStoreBytes > 0;
    }

    private static void require(String setting, long value) {
        if (value < 0) {
            throw new IllegalArgumentException("setting " + setting + " must be 0 (no limit) or more, was " + value);
        }
    }
}
