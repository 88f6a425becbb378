// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks;

/** Entry. */
public final class Benchmarks {
    private Benchmarks() {}

    public static void main(String[] args) {
        System.out.println(System.getProperty("java.class.path").replace(':', '\n'));
    }
}
