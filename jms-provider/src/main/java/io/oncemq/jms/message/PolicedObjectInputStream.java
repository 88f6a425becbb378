// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import io.oncemq.jms.JmsErrors;
import jakarta.jms.JMSException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Deserializes what a policy allows. A class is refused by its name, before it is loaded; sizes are refused before
 * anything of that size is allocated.
 */
final class PolicedObjectInputStream extends ObjectInputStream {
    private static final Map<String, Class<?>> PRIMITIVES = Stream.<Class<?>>of(
                    boolean.class,
                    byte.class,
                    short.class,
                    char.class,
                    int.class,
                    long.class,
                    float.class,
                    double.class,
                    void.class)
            .collect(Collectors.toUnmodifiableMap(Class::getName, Function.identity()));

    /** A hash table of n entries has a longer array, but none of them takes less than a byte. */
    private static final int SLOTS_PER_BYTE = 8;

    private final ObjectMessagePolicy policy;
    private final int size;
    private @Nullable String untrustedClass;
    private @Nullable String exceededLimit;

    private PolicedObjectInputStream(byte[] serialized, ObjectMessagePolicy policy) throws IOException {
        super(new ByteArrayInputStream(serialized));
        this.policy = policy;
        this.size = serialized.length;
        setObjectInputFilter(this::check);
    }

    /**
     * The object.
     *
     * @throws JMSException if it is not allowed or cannot be read; says which class or limit
     */
    static @Nullable Serializable read(byte[] serialized, ObjectMessagePolicy policy) throws JMSException {
        if (serialized.length > policy.maxBytes()) {
            throw JmsErrors.objectTooLarge("maxBytes " + policy.maxBytes(), null);
        }
        try (PolicedObjectInputStream in = new PolicedObjectInputStream(serialized, policy)) {
            return in.readPoliced();
        } catch (IOException e) {
            throw JmsErrors.objectUnreadable(e);
        }
    }

    private @Nullable Serializable readPoliced() throws JMSException {
        try {
            Serializable object = (Serializable) readObject();
            // A class that catches what its fields throw must not hide a refusal.
            throwRefusal(null);
            return object;
        } catch (ClassNotFoundException e) {
            throwRefusal(e);
            throw JmsErrors.objectClassMissing(e);
        } catch (IOException | RuntimeException | LinkageError | StackOverflowError e) {
            throwRefusal(e);
            throw JmsErrors.objectUnreadable(e);
        }
    }

    private void throwRefusal(@Nullable Throwable cause) throws JMSException {
        if (untrustedClass != null) {
            throw JmsErrors.classNotTrusted(untrustedClass, cause);
        }
        if (exceededLimit != null) {
            throw JmsErrors.objectTooLarge(exceededLimit, cause);
        }
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass descriptor) throws IOException, ClassNotFoundException {
        String name = descriptor.getName();
        requireTrusted(name);
        Class<?> primitive = PRIMITIVES.get(name);
        return primitive == null ? load(name) : primitive;
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaces) throws IOException, ClassNotFoundException {
        for (String name : interfaces) {
            requireTrusted(name);
        }
        Class<?>[] loaded = new Class<?>[interfaces.length];
        for (int i = 0; i < loaded.length; i++) {
            loaded[i] = load(interfaces[i]);
        }
        ClassLoader loader = loaded.length == 0 ? getClass().getClassLoader() : loaded[0].getClassLoader();
        return Proxy.newProxyInstance(loader, loaded, (proxy, method, arguments) -> null)
                .getClass();
    }

    private void requireTrusted(String name) throws InvalidClassException {
        String element = elementName(name);
        if (!PRIMITIVES.containsKey(element) && !element.isEmpty() && !policy.trusts(element)) {
            untrustedClass = element;
            throw new InvalidClassException(element, "not trusted");
        }
    }

    /** The class that an array type holds; empty for primitives. */
    private static String elementName(String name) {
        int dimensions = 0;
        while (dimensions < name.length() && name.charAt(dimensions) == '[') {
            dimensions++;
        }
        if (dimensions == 0) {
            return name;
        }
        return name.startsWith("L", dimensions) && name.endsWith(";")
                ? name.substring(dimensions + 1, name.length() - 1)
                : "";
    }

    private static Class<?> load(String name) throws ClassNotFoundException {
        ClassLoader application = Thread.currentThread().getContextClassLoader();
        if (application != null) {
            try {
                return Class.forName(name, false, application);
            } catch (ClassNotFoundException e) {
                // Not the application's: perhaps a class that only OnceMQ sees.
            }
        }
        return Class.forName(name, false, PolicedObjectInputStream.class.getClassLoader());
    }

    /**
     * Keeps the limits. Classes were checked by name when they were resolved; here also come those that a class puts in
     * its place ({@code readResolve}), which then are the choice of a trusted class.
     */
    private ObjectInputFilter.Status check(ObjectInputFilter.FilterInfo info) {
        if (info.depth() > policy.maxDepth()) {
            return refuse("maxDepth " + policy.maxDepth());
        }
        if (info.references() > policy.maxReferences()) {
            return refuse("maxReferences " + policy.maxReferences());
        }
        if (info.streamBytes() > policy.maxBytes()) {
            return refuse("maxBytes " + policy.maxBytes());
        }
        Class<?> type = info.serialClass();
        if (type != null) {
            if (info.arrayLength() > policy.maxArrayLength()) {
                return refuse("maxArrayLength " + policy.maxArrayLength());
            }
            if (info.arrayLength() > longestArray(type)) {
                return refuse("its own size: an array of " + info.arrayLength() + " elements in " + size + " bytes");
            }
        }
        // The JVM's own filter (jdk.serialFilter) would otherwise be replaced by this one.
        ObjectInputFilter ofJvm = ObjectInputFilter.Config.getSerialFilter();
        ObjectInputFilter.Status status = ofJvm == null ? ObjectInputFilter.Status.UNDECIDED : ofJvm.checkInput(info);
        return status == ObjectInputFilter.Status.REJECTED ? status : ObjectInputFilter.Status.ALLOWED;
    }

    /** How long an array can be at most if its elements are to follow in the bytes of the message. */
    private long longestArray(Class<?> type) {
        Class<?> element = type.getComponentType();
        if (element == null || !element.isPrimitive()) {
            return 64L + (long) SLOTS_PER_BYTE * size;
        }
        if (element == long.class || element == double.class) {
            return size / Long.BYTES;
        }
        if (element == int.class || element == float.class) {
            return size / Integer.BYTES;
        }
        return element == short.class || element == char.class ? size / Short.BYTES : size;
    }

    private ObjectInputFilter.Status refuse(String limit) {
        exceededLimit = limit;
        return ObjectInputFilter.Status.REJECTED;
    }
}
