// SPDX-License-Identifier: Apache-2.0
package io.oncemq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Stored bytes may be anything: whoever can write to the database can write them. {@code -Doncemq.fuzz.count=1000000} for
 * more tries (profile {@code fuzz}).
 */
class EnvelopeCodecHostileBytesTest {
    private static final long SEED = 20_260_101;
    private static final int COUNT = Integer.getInteger("oncemq.fuzz.count", 100_000);
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void randomBytesGiveAnEnvelopeOrAMessageFormatException() {
        SplittableRandom random = new SplittableRandom(SEED);
        int refused = 0;
        for (int i = 0; i < COUNT; i++) {
            byte[] head = new byte[random.nextInt(200)];
            random.nextBytes(head);
            refused += decodesOrRefuses(head) ? 0 : 1;
        }
        assertThat(refused).isGreaterThan(COUNT / 10 * 9);
    }

    @Test
    void aHeadWithChangedBytesGivesAnEnvelopeOrAMessageFormatException() {
        SplittableRandom random = new SplittableRandom(SEED);
        byte[] good = EnvelopeCodec.encodeHead(full());
        int accepted = 0;
        for (int i = 0; i < COUNT; i++) {
            byte[] head = good.clone();
            for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                head[random.nextInt(head.length)] = (byte) random.nextInt();
            }
            accepted += decodesOrRefuses(head) ? 1 : 0;
        }
        // Both happen, or the test would not reach deep enough.
        assertThat(accepted).isBetween(COUNT / 100, COUNT / 100 * 99);
    }

    @Test
    void aHeadCutAnywhereIsRefused() {
        byte[] good = EnvelopeCodec.encodeHead(full());
        for (int length = 0; length < good.length; length++) {
            byte[] head = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> EnvelopeCodec.decode(EnvelopeCodec.FORMAT, head, null))
                    .isInstanceOf(MessageFormatException.class);
        }
    }

    @Test
    void bytesAfterTheEndAreRefused() {
        byte[] good = EnvelopeCodec.encodeHead(full());

        assertThatThrownBy(() -> EnvelopeCodec.decode(EnvelopeCodec.FORMAT, Arrays.copyOf(good, good.length + 1), null))
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("too many");
    }

    @Test
    void unknownFlagsAreRefused() {
        byte[] head = EnvelopeCodec.encodeHead(full());
        head[0] |= (byte) 0x80;

        assertThatThrownBy(() -> EnvelopeCodec.decode(EnvelopeCodec.FORMAT, head, null))
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("flag");
    }

    @Test
    void aLengthThatIsNoNumberOf31BitsIsRefused() {
        assertThatThrownBy(() -> new ByteReader(new byte[] {-1, -1, -1, -1, 8}).readVarInt())
                .isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> new ByteReader(new byte[] {-1, -1, -1, -1, 0x7F}).readVarInt())
                .isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> new ByteReader(new byte[] {-1, -1, -1, -1, -1, 0}).readVarInt())
                .isInstanceOf(MessageFormatException.class);
        assertThat(new ByteReader(new byte[] {-1, -1, -1, -1, 7}).readVarInt()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void utf16OfOddLengthIsRefused() {
        assertThatThrownBy(() -> new ByteReader(new byte[] {3, 'x'}).readString())
                .isInstanceOf(MessageFormatException.class);
    }

    @Test
    void aShortHeadThatClaimsGreatLengthsAllocatesLittle() {
        byte[] string = {2, -1, -1, -1, -1, 15};
        byte[] bytes = {11, -1, -1, -1, -1, 7};
        byte[] count = {-1, -1, -1, -1, 7};
        ByteReader[] readers = {new ByteReader(string), new ByteReader(bytes), new ByteReader(count)};
        readers[0].readByte();

        long before = THREADS.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(readers[0]::readString).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> TypedValues.read(readers[1])).isInstanceOf(MessageFormatException.class);
        assertThatThrownBy(() -> readers[2].readCount(2)).isInstanceOf(MessageFormatException.class);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated).isLessThan(10 << 20);
    }

    private static boolean decodesOrRefuses(byte[] head) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            Envelope envelope = EnvelopeCodec.decode(EnvelopeCodec.FORMAT, head, null);
            // What was accepted can be stored again.
            EnvelopeCodec.encodeHead(envelope);
            return true;
        } catch (MessageFormatException e) {
            return false;
        } finally {
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(1 << 20);
        }
    }

    private static Envelope full() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("b", true);
        properties.put("i", 42);
        properties.put("l", 42L);
        properties.put("d", 4.2);
        properties.put("s", "text");
        properties.put("odd", "\ud800");
        return new Envelope.Builder(DestinationName.queue("orders"), BodyKind.STREAM)
                .priority(3)
                .sentAt(1)
                .expiresAt(2)
                .deliverAt(3)
                .correlationId("c")
                .type("t")
                .replyTo(DestinationName.topic("r"))
                .properties(properties)
                .build();
    }
}
