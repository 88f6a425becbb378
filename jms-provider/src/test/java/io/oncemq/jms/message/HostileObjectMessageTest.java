// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.message.BodyKind;
import io.oncemq.message.Envelope;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamConstants;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Objects from senders who are not trusted")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class) // a class cannot be uninitialized: the control comes last
class HostileObjectMessageTest {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    @Order(1)
    void anUntrustedClassIsRefusedBeforeItIsLoaded() throws Exception {
        JmsObjectMessage message = received(hostile(), ObjectMessagePolicy.DEFAULTS);
        RecordingLoader loader = new RecordingLoader();

        withContextLoader(loader, () -> assertThatThrownBy(message::getObject)
                .isInstanceOfSatisfying(MessageFormatException.class, e -> assertThat(e.getErrorCode())
                        .isEqualTo("ONCEMQ-2121"))
                .hasMessageContaining("io.oncemq.jms.message.Hostil")
                .hasMessageContaining("trustedPackages"));

        assertThat(loader.asked).doesNotContain("io.oncemq.jms.message.Hostil");
        assertThat(HostileTrace.initialized).isFalse();
    }

    @Test
    @Order(1)
    void anUntrustedClassIsRefusedWhereverItHides() throws Exception {
        byte[][] hidden = {
            renamed(new ArrayList<>(List.of(new Gadget()))),
            renamed(new HashMap<>(Map.of("k", new Gadget()))),
            renamed(new Gadget[1]),
            renamed(new Gadget[1][1]),
            renamed(new Object[] {"a", new Object[] {new Gadget()}}),
            renamed(Gadget.class),
            renamed(Gadget[].class)
        };
        for (byte[] serialized : hidden) {
            RecordingLoader loader = new RecordingLoader();
            JmsObjectMessage message = received(serialized, ObjectMessagePolicy.DEFAULTS);

            withContextLoader(loader, () -> assertThatThrownBy(message::getObject)
                    .isInstanceOf(MessageFormatException.class)
                    .hasMessageContaining("contains class io.oncemq.jms.message.Hostil,"));
            assertThat(loader.asked.toString()).doesNotContain("Hostil");
        }
        assertThat(HostileTrace.initialized).isFalse();
    }

    /** By their names: where a library is on the class path, what counts is that nobody asks for its class. */
    @ParameterizedTest
    @Order(1)
    @ValueSource(
            strings = {
                "org.apache.commons.collections.functors.InvokerTransformer",
                "org.apache.commons.collections.map.LazyMap",
                "org.apache.commons.collections4.comparators.TransformingComparator",
                "org.apache.commons.beanutils.BeanComparator",
                "org.apache.commons.fileupload.disk.DiskFileItem",
                "org.codehaus.groovy.runtime.MethodClosure",
                "org.codehaus.groovy.runtime.ConvertedClosure",
                "org.springframework.beans.factory.ObjectFactory",
                "org.springframework.core.SerializableTypeWrapper$MethodInvokeTypeProvider",
                "org.hibernate.engine.spi.TypedValue",
                "org.mozilla.javascript.NativeJavaObject",
                "com.mchange.v2.c3p0.PoolBackedDataSource",
                "com.sun.rowset.JdbcRowSetImpl",
                "com.sun.org.apache.xalan.internal.xsltc.trax.TemplatesImpl",
                "com.sun.jndi.rmi.registry.ReferenceWrapper",
                "javax.management.BadAttributeValueExpException",
                "javax.naming.Reference",
                "javax.swing.UIDefaults$ProxyLazyValue",
                "java.rmi.server.UnicastRemoteObject",
                "java.rmi.server.RemoteObjectInvocationHandler",
                "java.rmi.MarshalledObject",
                "java.security.SignedObject",
                "java.beans.EventHandler",
                "java.net.URL",
                "java.lang.ProcessBuilder",
                "java.io.File",
                "java.util.logging.Logger",
                "sun.reflect.annotation.AnnotationInvocationHandler",
                "sun.rmi.server.UnicastRef",
                "org.h2.value.ValueJavaObject",
                "org.postgresql.ds.common.BaseDataSource"
            })
    void aKnownGadgetIsRefusedByItsName(String gadget) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeShort(ObjectStreamConstants.STREAM_MAGIC);
        out.writeShort(ObjectStreamConstants.STREAM_VERSION);
        out.writeByte(ObjectStreamConstants.TC_OBJECT);
        out.writeByte(ObjectStreamConstants.TC_CLASSDESC);
        out.writeUTF(gadget);
        out.writeLong(1);
        out.writeByte(ObjectStreamConstants.SC_SERIALIZABLE);
        out.writeShort(0);
        out.writeByte(ObjectStreamConstants.TC_ENDBLOCKDATA);
        out.writeByte(ObjectStreamConstants.TC_NULL);
        RecordingLoader loader = new RecordingLoader();

        withContextLoader(
                loader, () -> assertThatThrownBy(received(bytes.toByteArray(), ObjectMessagePolicy.DEFAULTS)::getObject)
                        .isInstanceOfSatisfying(MessageFormatException.class, e -> assertThat(e.getErrorCode())
                                .isEqualTo("ONCEMQ-2121"))
                        .hasMessageContaining("contains class " + gadget + ","));

        assertThat(loader.asked).doesNotContain(gadget);
    }

    @Test
    @Order(1)
    void aTrustedSubclassDoesNotMakeItsSuperclassTrusted() throws Exception {
        byte[] serialized = renamed(new GadgetChild());
        ObjectMessagePolicy policy = ObjectMessagePolicy.trusting("io.oncemq.jms.message.HostileObjectMessageTest");

        assertThatThrownBy(received(serialized, policy)::getObject)
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("io.oncemq.jms.message.Hostil,");
        assertThat(HostileTrace.initialized).isFalse();
    }

    @Test
    @Order(1)
    void nothingButGetObjectAndGetBodyDeserializes() throws Exception {
        JmsObjectMessage message = received(hostile(), ObjectMessagePolicy.trusting("*"));
        RecordingLoader loader = new RecordingLoader();

        withContextLoader(loader, () -> {
            assertThat(message.toString()).isNotEmpty();
            assertThat(message.hashCode()).isNotZero();
            assertThat(message.equals(new Object())).isFalse();
            message.setJMSType("t");
            message.propertyExists("p");
            Envelope forwarded = message.toEnvelope(Sent.ORDERS).build();
            assertThat(forwarded.body()).isEqualTo(hostile());
            message.acknowledge();
            message.clearBody();
        });

        assertThat(loader.asked.toString()).doesNotContain("Hostil");
        assertThat(HostileTrace.initialized).isFalse();
    }

    @Test
    @Order(2)
    @DisplayName("Control: the same bytes do their work where everything is trusted")
    void aTrustedClassIsLoadedByTheContextLoaderAndDeserialized() throws Exception {
        JmsObjectMessage message = received(hostile(), ObjectMessagePolicy.trusting("io.oncemq.jms.message.Hostil"));
        RecordingLoader loader = new RecordingLoader();

        withContextLoader(loader, () -> assertThat(message.getObject()).isInstanceOf(Hostil.class));

        assertThat(loader.asked).contains("io.oncemq.jms.message.Hostil");
        assertThat(HostileTrace.initialized).isTrue();
        assertThat(HostileTrace.deserialized).isTrue();
    }

    @Test
    void aRefusalThatIsSwallowedInTheGraphIsStillARefusal() throws Exception {
        ObjectMessagePolicy policy = ObjectMessagePolicy.trusting(Swallowing.class.getName());

        assertThatThrownBy(received(serialized(new Swallowing()), policy)::getObject)
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("contains class java.lang.Thread$State,");
    }

    @Test
    void aProxyNeedsItsInterfacesTrusted() throws Exception {
        Object proxy = Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Comparable.class}, new QuietHandler());
        String handler = QuietHandler.class.getName();

        assertThatThrownBy(received(serialized(proxy), ObjectMessagePolicy.trusting(handler))::getObject)
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("contains class java.lang.Comparable,");
        Object back = received(
                        serialized(proxy),
                        ObjectMessagePolicy.trusting(handler + ",java.lang.Comparable,java.lang.reflect.Proxy"))
                .getObject();
        assertThat(back).isInstanceOf(Comparable.class);
    }

    @Test
    @Timeout(20)
    void aBombOfNestedSetsIsRefusedByItsDepth() throws Exception {
        byte[] bomb = nestedSets(100);

        assertThatThrownBy(received(bomb, ObjectMessagePolicy.DEFAULTS)::getObject)
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("maxDepth 20");
        assertThatThrownBy(received(bomb, ObjectMessagePolicy.trusting("*"))::getObject)
                .hasMessageContaining("maxDepth 20");
    }

    @Test
    void aDeepListIsRefusedWithoutOverflowingTheStack() throws Exception {
        // Written by hand: serializing 50000 levels would overflow the stack of this test.
        byte[] one = serialized(new Object[] {null});
        ByteArrayOutputStream deep = new ByteArrayOutputStream();
        deep.write(one, 0, one.length - 1);
        byte[] descriptor = Arrays.copyOfRange(one, 4, one.length - 1);
        for (int i = 0; i < 50_000; i++) {
            deep.write(descriptor);
        }
        ObjectMessagePolicy patient =
                new ObjectMessagePolicy(List.of(), Integer.MAX_VALUE, 1_000_000, 64 << 20, 1_000_000);

        assertThatThrownBy(received(deep.toByteArray(), ObjectMessagePolicy.DEFAULTS)::getObject)
                .isInstanceOf(MessageFormatException.class)
                .hasMessageContaining("maxDepth");
        assertThatThrownBy(received(deep.toByteArray(), patient)::getObject)
                .isInstanceOf(MessageFormatException.class)
                .hasRootCauseInstanceOf(StackOverflowError.class);
    }

    @Test
    void anArrayThatClaimsMoreThanItBringsIsRefusedBeforeItIsAllocated() throws Exception {
        Object[] arrays = {new byte[3], new long[3], new int[3], new char[3], new String[3], new Object[3]};
        for (Object array : arrays) {
            byte[] serialized = serialized(array);
            // The length follows the descriptor: the first int of value 3.
            int at = indexOfInt(serialized, 3);
            serialized[at] = 0x0F;
            JmsObjectMessage message = received(serialized, ObjectMessagePolicy.DEFAULTS);

            long before = THREADS.getCurrentThreadAllocatedBytes();
            assertThatThrownBy(message::getObject)
                    .isInstanceOf(MessageFormatException.class)
                    .hasMessageContaining("exceeds");
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(10 << 20);
        }
    }

    @Test
    void aCollectionThatClaimsMoreThanItBringsIsRefusedBeforeItIsAllocated() throws Exception {
        Collection<Object> three = List.of("a", "b", "c");
        Object[] collections = {
            new ArrayList<>(three), new HashSet<>(three), new java.util.ArrayDeque<>(three), List.of(1, 2, 3, 4, 5)
        };
        for (Object collection : collections) {
            byte[] serialized = serialized(collection);
            for (int i = 0; i + 4 <= serialized.length; i++) {
                byte[] changed = serialized.clone();
                changed[i] = 0x07;
                changed[i + 1] = 0x7F;
                long before = THREADS.getCurrentThreadAllocatedBytes();
                getQuietly(received(changed, ObjectMessagePolicy.DEFAULTS));
                assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(10 << 20);
            }
        }
    }

    @Test
    void limitsOfThePolicyAreKept() throws Exception {
        byte[] serialized = serialized(
                new Object[] {new ArrayList<>(List.of("a", "b", "c", "d", "e")), new ArrayList<>(), new ArrayList<>()});

        assertThatThrownBy(received(serialized, limits(20, 3, 10_000, 100))::getObject)
                .hasMessageContaining("maxReferences 3");
        assertThatThrownBy(received(serialized, limits(20, 100, 20, 100))::getObject)
                .hasMessageContaining("maxBytes 20");
        assertThatThrownBy(received(serialized, limits(20, 100, 10_000, 4))::getObject)
                .hasMessageContaining("maxArrayLength 4");
        assertThatThrownBy(received(serialized, limits(1, 100, 10_000, 100))::getObject)
                .hasMessageContaining("maxDepth 1");
        assertThat(received(serialized, limits(20, 100, 10_000, 100)).getObject())
                .isEqualTo(new Object[] {List.of("a", "b", "c", "d", "e"), List.of(), List.of()});
    }

    @Test
    void anyBytesGiveAnObjectOrAMessageFormatException() throws Exception {
        SplittableRandom random = new SplittableRandom(7);
        Map<String, Object> graph = new HashMap<>();
        graph.put("list", new ArrayList<>(List.of(1, "two", 3.0)));
        graph.put("time", java.time.Instant.EPOCH);
        graph.put("array", new long[] {1, 2, 3});
        graph.put("set", new java.util.TreeSet<>(List.of("x", "y")));
        graph.put("number", java.math.BigDecimal.TEN);
        byte[] good = serialized(graph);
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes;
            if (i % 10 == 0) {
                bytes = new byte[random.nextInt(100)];
                random.nextBytes(bytes);
            } else {
                bytes = good.clone();
                for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
            }
            long before = THREADS.getCurrentThreadAllocatedBytes();
            accepted += getQuietly(received(bytes, ObjectMessagePolicy.DEFAULTS)) ? 1 : 0;
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(10 << 20);
        }
        assertThat(accepted).isBetween(500, 19_000);
    }

    private static boolean getQuietly(JmsObjectMessage message) {
        try {
            message.getObject();
            return true;
        } catch (JMSException e) {
            assertThat(e).isInstanceOf(MessageFormatException.class);
            return false;
        }
    }

    private static ObjectMessagePolicy limits(int depth, long references, long bytes, long arrayLength) {
        return new ObjectMessagePolicy(List.of(), depth, references, bytes, arrayLength);
    }

    static JmsObjectMessage received(byte[] serialized, ObjectMessagePolicy policy) {
        return (JmsObjectMessage) MessageFactory.received(
                new Envelope.Builder(Sent.ORDERS, BodyKind.OBJECT)
                        .body(serialized)
                        .build(),
                "ID:1",
                1,
                false,
                new Sent.Context(policy));
    }

    private static byte[] serialized(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    private static byte[] hostile() throws IOException {
        return renamed(new Gadget());
    }

    /** The bytes of an object in which Gadget is replaced by Hostil, which thus is never loaded here. */
    private static byte[] renamed(Object object) throws IOException {
        String bytes = new String(serialized(object), StandardCharsets.ISO_8859_1);
        String renamed = bytes.replace("message.Gadget", "message.Hostil");
        assertThat(renamed).isNotEqualTo(bytes);
        return renamed.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** HashSets of two sets of two sets: small to store, endless to hash. Written by hand, for hashing is the trap. */
    private static byte[] nestedSets(int depth) throws IOException {
        byte[] empty = serialized(new HashSet<>());
        // ... TC_OBJECT descriptor TC_BLOCKDATA 12 capacity load-factor size TC_ENDBLOCKDATA
        int blockAt = empty.length - 1 - 12 - 2;
        assertThat(empty[blockAt]).isEqualTo(ObjectStreamConstants.TC_BLOCKDATA);
        byte[] object = Arrays.copyOfRange(empty, 4, blockAt);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(empty, 0, 4);
        for (int i = 0; i < depth; i++) {
            out.write(object);
            out.writeByte(ObjectStreamConstants.TC_BLOCKDATA);
            out.writeByte(12);
            out.writeInt(16);
            out.writeFloat(0.75f);
            out.writeInt(2);
        }
        return bytes.toByteArray();
    }

    private static int indexOfInt(byte[] bytes, int value) {
        for (int i = bytes.length - 4; i >= 0; i--) {
            if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 0 && bytes[i + 3] == value) {
                return i;
            }
        }
        throw new AssertionError("no " + value);
    }

    private interface Action {
        void run() throws Exception;
    }

    private static void withContextLoader(ClassLoader loader, Action action) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            action.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static final class RecordingLoader extends ClassLoader {
        final List<String> asked = new ArrayList<>();

        RecordingLoader() {
            super(HostileObjectMessageTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            asked.add(name);
            return super.loadClass(name, resolve);
        }

        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            asked.add(name);
            return super.getResourceAsStream(name);
        }
    }

    static final class GadgetChild extends Gadget {
        private static final long serialVersionUID = 1L;
    }

    static final class Swallowing implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.writeObject(Thread.State.NEW);
        }

        private void readObject(ObjectInputStream in) throws ClassNotFoundException {
            try {
                Objects.requireNonNull(in.readObject());
            } catch (IOException e) {
                // On purpose: what a careless class does.
            }
        }
    }

    static final class QuietHandler implements InvocationHandler, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object[] arguments) {
            return null;
        }
    }
}
