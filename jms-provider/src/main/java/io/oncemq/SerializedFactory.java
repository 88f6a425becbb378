// SPDX-License-Identifier: Apache-2.0
package io.oncemq;

import java.io.InvalidObjectException;
import java.io.Serializable;
import java.util.Map;

/**
 * What of a connection factory is serialized: its settings as text, without passwords.
 *
 * @param xa which of the two it is
 */
record SerializedFactory(boolean xa, Map<String, String> settings) implements Serializable {
    private Object readResolve() throws InvalidObjectException {
        try {
            OnceMqSettings.Builder builder = OnceMqSettings.builder();
            settings.forEach(builder::set);
            OnceMqSettings read = builder.build();
            return xa ? new OnceMqXaConnectionFactory(read) : new OnceMqConnectionFactory(read);
        } catch (RuntimeException e) {
            InvalidObjectException failure = new InvalidObjectException("not a connection factory: " + e.getMessage());
            failure.initCause(e);
            throw failure;
        }
    }
}
