// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.micro;

import io.oncemq.message.BodyKind;
import io.oncemq.message.DestinationName;
import io.oncemq.message.Envelope;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The message that is measured: 1 KiB of text, a correlation ID and four properties. */
final class Samples {
    static final String TEXT = "x".repeat(1024);

    private Samples() {}

    static Envelope envelope() {
        Map<String, @Nullable Object> properties = new LinkedHashMap<>();
        properties.put("customer", "ACME Corporation");
        properties.put("amount", 129.95);
        properties.put("items", 7);
        properties.put("express", true);
        return new Envelope.Builder(DestinationName.queue("orders.incoming"), BodyKind.TEXT)
                .id(0x0192_3456_789a_bcdeL)
                .sentAt(1_700_000_000_000L)
                .correlationId("order-4711")
                .properties(properties)
                .body(TEXT.getBytes(StandardCharsets.UTF_8))
                .build();
    }
}
