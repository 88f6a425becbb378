// SPDX-License-Identifier: Apache-2.0
package io.oncemq.sample;

import java.nio.file.Path;

/**
 * What {@code -Dsample.…} can set, and where the build put things.
 *
 * @param stay keep the page up after the tally
 * @param data emptied at each run
 */
record RunSettings(int orders, Kind database, int port, boolean stay, Path adapter, Path application, Path data) {
    enum Kind {
        H2,
        POSTGRESQL
    }

    RunSettings {
        if (orders < 1) {
            throw new IllegalArgumentException("sample.orders must be at least 1, was " + orders);
        }
    }

    static RunSettings fromSystemProperties() {
        return new RunSettings(
                number("sample.orders", 1000),
                kind(System.getProperty("sample.database", "h2")),
                number("sample.port", 8080),
                Boolean.getBoolean("sample.stay"),
                file("sample.adapter"),
                file("sample.application"),
                file("sample.data"));
    }

    private static int number(String name, int otherwise) {
        String value = System.getProperty(name, "" + otherwise);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + " must be a number, was " + value, e);
        }
    }

    private static Kind kind(String value) {
        return switch (value) {
            case "h2" -> Kind.H2;
            case "postgresql" -> Kind.POSTGRESQL;
            default -> throw new IllegalArgumentException("sample.database must be h2 or postgresql, was " + value);
        };
    }

    private static Path file(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException(name + " is not set");
        }
        return Path.of(value).toAbsolutePath();
    }
}
