// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.spec.Section;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.chrono.JapaneseDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.Currency;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings({"JdkObsolete", "JavaUtilDate", "UnnecessaryStringBuilder"}) // applications send them
@DisplayName("Object messages (specification, 3.11; ObjectMessage)")
@Section("3.11")
class JmsObjectMessageTest {
    enum Size {
        SMALL,
        LARGE {
            @Override
            public String toString() {
                return "l";
            }
        }
    }

    record Order(String id, List<Integer> lines, Size size) implements Serializable {}

    static Stream<Object> basicObjects() {
        return Stream.of(
                true,
                (byte) 1,
                (short) 2,
                'c',
                3,
                4L,
                5f,
                6d,
                "text",
                BigInteger.TEN.pow(50),
                new BigDecimal("1.50"),
                MathContext.DECIMAL128,
                RoundingMode.CEILING,
                Instant.EPOCH,
                LocalDate.EPOCH,
                LocalTime.NOON,
                LocalDateTime.of(2026, 1, 2, 3, 4),
                OffsetDateTime.parse("2026-01-02T03:04:05+01:00"),
                ZonedDateTime.of(2026, 1, 2, 3, 4, 5, 6, ZoneId.of("Europe/Berlin")),
                Duration.ofDays(1),
                Period.ofDays(2),
                Year.of(2026),
                DayOfWeek.MONDAY,
                Month.MAY,
                ChronoUnit.DAYS,
                JapaneseDate.of(2020, 1, 1),
                new ArrayList<>(List.of(1)),
                new LinkedList<>(List.of(1)),
                new Vector<>(List.of(1)),
                new HashMap<>(Map.of("a", 1)),
                new LinkedHashMap<>(Map.of("a", 1)),
                new TreeMap<>(Map.of("a", 1)),
                new TreeMap<>(String.CASE_INSENSITIVE_ORDER),
                new TreeSet<>(Collections.<String>reverseOrder()),
                new Hashtable<>(Map.of("a", 1)),
                new HashSet<>(Set.of(1)),
                new LinkedHashSet<>(Set.of(1)),
                new TreeSet<>(Set.of(1)),
                properties(),
                bits(),
                List.of(),
                List.of(1),
                List.of(1, 2, 3),
                Set.of(1, 2, 3),
                Map.of("a", 1),
                Map.of("a", 1, "b", 2),
                Arrays.asList(1, 2),
                Collections.emptyList(),
                Collections.singletonList(1),
                Collections.singleton(1),
                Collections.singletonMap(1, 2),
                Collections.unmodifiableList(new ArrayList<>(List.of(1))),
                Collections.unmodifiableMap(new HashMap<>(Map.of(1, 2))),
                Collections.unmodifiableSet(new HashSet<>(Set.of(1))),
                Collections.synchronizedList(new ArrayList<>(List.of(1))),
                new UUID(1, 2),
                new Date(5),
                Locale.GERMANY,
                Currency.getInstance("EUR"),
                TimeUnit.DAYS,
                EnumSet.of(TimeUnit.DAYS),
                new EnumMap<>(Map.of(TimeUnit.DAYS, 1)),
                new boolean[] {true},
                new byte[] {1},
                new byte[10_000],
                new short[] {1},
                new char[] {1},
                new int[] {1},
                new long[] {1},
                new float[] {1},
                new double[] {1},
                new double[][] {{1}, {2, 3}},
                new String[] {"a"},
                new Object[] {1, "a", null});
    }

    @ParameterizedTest
    @MethodSource("basicObjects")
    void basicObjectsComeBackUnderTheDefaults(Object object) throws JMSException {
        JmsObjectMessage sent = new JmsObjectMessage();
        sent.setObject((Serializable) object);

        assertThat(Sent.received(sent).getObject()).isEqualTo(object);
    }

    @Test
    void basicObjectsWithoutEqualsComeBackToo() throws JMSException {
        for (Serializable object : List.of(
                new StringBuffer("x"),
                new StringBuilder("x"),
                new ArrayDeque<>(List.of(1)),
                new PriorityQueue<>(List.of(1)),
                new AtomicInteger(1))) {
            JmsObjectMessage sent = new JmsObjectMessage();
            sent.setObject(object);

            assertThat(Sent.received(sent).getObject())
                    .isExactlyInstanceOf(object.getClass())
                    .hasToString(object.toString());
        }
    }

    @Test
    void largeCollectionsComeBackUnderTheDefaults() throws JMSException {
        Map<Integer, Object> map = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            map.put(i, i % 2 == 0 ? null : "v");
        }
        JmsObjectMessage sent = new JmsObjectMessage();
        sent.setObject((Serializable) map);

        assertThat(Sent.received(sent).getObject()).isEqualTo(map);
    }

    @Test
    void anApplicationsClassNeedsItsPackageTrusted() throws JMSException {
        Order order = new Order("o", List.of(1, 2), Size.LARGE);
        JmsObjectMessage sent = new JmsObjectMessage();
        sent.setObject(order);

        assertThatThrownBy(Sent.received(sent)::getObject)
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining(Order.class.getName())
                .hasMessageContaining("trustedPackages");
        Order back = (Order) Sent.received(sent, ObjectMessagePolicy.trusting("io.oncemq.jms.message"))
                .getObject();
        assertThat(back).usingRecursiveComparison().isEqualTo(order);
    }

    @Test
    void theSendersOwnObjectNeedsNoTrust() throws JMSException {
        JmsObjectMessage message = new JmsObjectMessage();
        message.setObject(Size.SMALL);
        JmsObjectMessage reused = Sent.received(message);
        reused.clearBody();
        reused.setObject(Size.LARGE);

        assertThat(message.getObject()).isSameAs(Size.SMALL);
        assertThat(reused.getObject()).isSameAs(Size.LARGE);
    }

    @Test
    void theObjectIsTakenAsItIsWhenSet() throws JMSException {
        ArrayList<String> list = new ArrayList<>(List.of("a"));
        JmsObjectMessage message = new JmsObjectMessage();
        message.setObject(list);

        list.add("b");

        assertThat(message.getObject()).isEqualTo(List.of("a"));
        assertThat(message.getObject()).isNotSameAs(message.getObject());
    }

    @Test
    void nullIsAnObject() throws JMSException {
        JmsObjectMessage message = new JmsObjectMessage();
        message.setObject("x");
        message.setObject(null);

        assertThat(Sent.received(message).getObject()).isNull();
    }

    @Test
    void whatCannotBeSerializedIsRefusedWhenSet() throws JMSException {
        JmsObjectMessage message = new JmsObjectMessage();
        message.setObject("before");

        assertThatThrownBy(() -> message.setObject(new ArrayList<>(List.of(new Object()))))
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("java.util.ArrayList")
                .hasCauseInstanceOf(NotSerializableException.class);
        assertThatThrownBy(() -> message.setObject(new Failing()))
                .isInstanceOf(MessageFormatException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThat(message.getObject()).isEqualTo("before");
    }

    @Test
    void anUnknownClassIsNamed() throws JMSException {
        JmsObjectMessage sent = new JmsObjectMessage();
        sent.setObject(Size.SMALL);
        byte[] renamed = new String(
                        java.util.Objects.requireNonNull(
                                sent.toEnvelope(Sent.ORDERS).build().body()),
                        java.nio.charset.StandardCharsets.ISO_8859_1)
                .replace("Test$Size", "Test$Xize")
                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

        assertThatThrownBy(HostileObjectMessageTest.received(renamed, ObjectMessagePolicy.trusting("*"))::getObject)
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("$Xize")
                .hasCauseInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void theContextClassLoaderComesFirst() throws Exception {
        JmsObjectMessage sent = new JmsObjectMessage();
        sent.setObject(Size.SMALL);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        List<@Nullable ClassLoader> loaders = new ArrayList<>();
        loaders.add(null);
        loaders.add(ClassLoader.getPlatformClassLoader());
        for (ClassLoader loader : loaders) {
            thread.setContextClassLoader(loader);
            try {
                // Neither knows it: OnceMQ's own loader does.
                assertThat(Sent.received(sent, ObjectMessagePolicy.trusting("*"))
                                .getObject())
                        .isSameAs(Size.SMALL);
            } finally {
                thread.setContextClassLoader(before);
            }
        }
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("a", "1");
        return properties;
    }

    private static BitSet bits() {
        BitSet bits = new BitSet();
        bits.set(70);
        return bits;
    }

    static final class Failing implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object writeReplace() {
            throw new IllegalStateException("on purpose");
        }
    }
}
