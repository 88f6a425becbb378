// SPDX-License-Identifier: Apache-2.0
package io.oncemq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeCodecTest {
    private static final DestinationName ORDERS = DestinationName.queue("orders");

    @Test
    void everyFieldComesBack() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("region", "north");
        properties.put("JMSXGroupID", "g1");
        Envelope sent = new Envelope.Builder(ORDERS, BodyKind.MAP)
                .id(7)
                .persistent(false)
                .priority(9)
                .sentAt(1_700_000_000_001L)
                .expiresAt(1_700_000_000_002L)
                .deliverAt(1_700_000_000_003L)
                .correlationId("c-1")
                .type("order")
                .replyTo(new DestinationName(DestinationName.Kind.TEMPORARY_QUEUE, "reply"))
                .properties(properties)
                .body(new byte[] {1, 2, 3})
                .build();

        Envelope back = roundTrip(sent);

        assertThat(back).usingRecursiveComparison().isEqualTo(sent);
        assertThat(back.properties().keySet()).containsExactly("region", "JMSXGroupID");
    }

    @Test
    void everyFieldMayBeAbsent() {
        Envelope sent = new Envelope.Builder(ORDERS, BodyKind.NONE).build();

        Envelope back = roundTrip(sent);

        assertThat(back).usingRecursiveComparison().isEqualTo(sent);
        assertThat(back.correlationId()).isNull();
        assertThat(back.replyTo()).isNull();
        assertThat(back.body()).isNull();
        assertThat(back.properties()).isEmpty();
    }

    @Test
    void eachOptionalFieldStandsAlone() {
        List<Envelope.Builder> builders = List.of(
                new Envelope.Builder(ORDERS, BodyKind.TEXT).persistent(false),
                new Envelope.Builder(ORDERS, BodyKind.TEXT).expiresAt(Long.MAX_VALUE),
                new Envelope.Builder(ORDERS, BodyKind.TEXT).deliverAt(Long.MIN_VALUE),
                new Envelope.Builder(ORDERS, BodyKind.TEXT).correlationId(""),
                new Envelope.Builder(ORDERS, BodyKind.TEXT).correlationIdBytes(new byte[] {-1, 0}),
                new Envelope.Builder(ORDERS, BodyKind.TEXT).type("t"),
                new Envelope.Builder(ORDERS, BodyKind.TEXT).replyTo(DestinationName.topic("news")),
                new Envelope.Builder(ORDERS, BodyKind.TEXT).priority(0),
                new Envelope.Builder(ORDERS, BodyKind.TEXT).properties(Map.of("a", 1)));

        for (Envelope.Builder builder : builders) {
            Envelope sent = builder.build();
            assertThat(roundTrip(sent)).usingRecursiveComparison().isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @EnumSource(BodyKind.class)
    void everyBodyKindComesBack(BodyKind kind) {
        assertThat(roundTrip(new Envelope.Builder(ORDERS, kind).build()).bodyKind())
                .isEqualTo(kind);
    }

    @ParameterizedTest
    @EnumSource(DestinationName.Kind.class)
    void everyDestinationKindComesBack(DestinationName.Kind kind) {
        DestinationName name = new DestinationName(kind, "x");

        assertThat(roundTrip(new Envelope.Builder(name, BodyKind.NONE).build()).destination())
                .isEqualTo(name);
    }

    @Test
    void everyPropertyTypeComesBackAsItself() {
        Map<String, Object> properties = new LinkedHashMap<>();
        Object[] values = {
            true,
            false,
            Byte.MIN_VALUE,
            Byte.MAX_VALUE,
            Short.MIN_VALUE,
            Short.MAX_VALUE,
            Integer.MIN_VALUE,
            -1,
            0,
            Integer.MAX_VALUE,
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            Float.MIN_VALUE,
            Float.NaN,
            -0f,
            Double.MAX_VALUE,
            Double.NEGATIVE_INFINITY,
            -0d,
            "",
            "text",
            "x".repeat(100_000),
            null
        };
        for (int i = 0; i < values.length; i++) {
            properties.put("p" + i, values[i]);
        }

        Envelope back = roundTrip(new Envelope.Builder(ORDERS, BodyKind.NONE)
                .properties(properties)
                .build());

        assertThat(back.properties()).containsExactlyEntriesOf(properties);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\ud800",
                "\udc00",
                "a\ud800b",
                "\udc00\ud800",
                "\ud83d\ude00",
                "\ud83d\ude00\ud83d",
                "\u0000",
                "\uffff",
                "\u00e9\u4e2d"
            })
    void textComesBackWhateverItsChars(String text) {
        Envelope sent = new Envelope.Builder(ORDERS, BodyKind.NONE)
                .correlationId(text)
                .type(text)
                .properties(Map.of("p" + text, text))
                .build();

        assertThat(roundTrip(sent)).usingRecursiveComparison().isEqualTo(sent);
        assertThat(StoredText.fromUtf16(StoredText.toUtf16(text))).isEqualTo(text);
    }

    @Test
    void utf8IsUsedWhereverItLosesNothing() {
        assertThat(StoredText.fitsUtf8("")).isTrue();
        assertThat(StoredText.fitsUtf8("plain \ud83d\ude00")).isTrue();
        assertThat(StoredText.fitsUtf8("\ud83d")).isFalse();
        assertThat(StoredText.fitsUtf8("\ud83dx")).isFalse();
        assertThat(StoredText.fitsUtf8("\ude00\ud83d")).isFalse();
        ByteWriter out = new ByteWriter(16);
        out.writeString("abc");
        assertThat(out.toByteArray()).containsExactly(6, 'a', 'b', 'c');
    }

    @Test
    void anotherFormatIsRefusedWithBothVersions() {
        assertThatThrownBy(() -> EnvelopeCodec.decode(9, new byte[0], null))
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("has format 9")
                .hasMessageContaining("reads format 1");
    }

    @Test
    void aCopyOfAnEnvelopeSharesWhatNeverChanges() {
        Envelope sent = new Envelope.Builder(ORDERS, BodyKind.TEXT)
                .properties(Map.of("a", 1))
                .body(new byte[] {1})
                .build();

        Envelope copy = sent.toBuilder().id(5).build();

        assertThat(copy.id()).isEqualTo(5);
        assertThat(copy.body()).isSameAs(sent.body());
        assertThat(copy).usingRecursiveComparison().ignoringFields("id").isEqualTo(sent);
        assertThatThrownBy(() -> copy.properties().put("b", 2)).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void itsTextShowsNeitherPropertiesNorBody() {
        Envelope sent = new Envelope.Builder(ORDERS, BodyKind.TEXT)
                .correlationId("secret")
                .properties(Map.of("secret", "secret"))
                .body("secret".getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .build();

        assertThat(sent.toString()).isEqualTo("message 0 to queue orders");
    }

    private static Envelope roundTrip(Envelope sent) {
        return EnvelopeCodec.decode(EnvelopeCodec.FORMAT, EnvelopeCodec.encodeHead(sent), sent.body());
    }
}
