// SPDX-License-Identifier: Apache-2.0
package io.oncemq;

/**
 * Makes connections to the store that its settings name; the first one opens this JVM's node there. Safe for any thread
 * once it is set up. Closing it closes what it made.
 */
public final class OnceMqConnectionFactory extends JmsFactory {
    /** For the store at {@link OnceMqSettings#DEFAULT_URL}, or as the JavaBean properties say. */
    public OnceMqConnectionFactory() {
        this(OnceMqSettings.defaults());
    }

    /** For the store at a JDBC URL of H2 (embedded) or PostgreSQL. */
    public OnceMqConnectionFactory(String url) {
        this(OnceMqSettings.of(url));
    }

    public OnceMqConnectionFactory(OnceMqSettings settings) {
        super(settings);
    }
}
