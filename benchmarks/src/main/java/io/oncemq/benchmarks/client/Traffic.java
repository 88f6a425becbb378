// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.client;

/**
 * What is sent.
 *
 * @param persistent delivery mode
 * @param text body size in characters, as a text message; 0 for a bytes message
 * @param bytes body size of a bytes message
 */
public record Traffic(boolean persistent, int text, int bytes) {
    /** 1 KiB of text, persistent: what all plain workloads send. */
    public static final Traffic PLAIN = new Traffic(true, 1024, 0);

    public static final Traffic NON_PERSISTENT = new Traffic(false, 1024, 0);

    public static Traffic large(int bytes) {
        return new Traffic(true, 0, bytes);
    }
}
