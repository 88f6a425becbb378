// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What an object message may bring to life. Deserializing runs code of the classes in the message, chosen by its sender;
 * so only named classes are allowed, and memory and time are bounded.
 *
 * @param trustedPackages packages (with all below them) or classes allowed besides the basic ones of java.lang,
 *     java.math, java.time and java.util; {@code *} allows every class, which lets whoever can send a message run code in
 *     this JVM
 * @param maxDepth how deeply objects may be nested
 * @param maxReferences how many objects and references the graph may have; looked at where an array, a collection or a
 *     class begins, so a few more texts may pass
 * @param maxBytes how long the serialized form may be
 * @param maxArrayLength how many elements an array or collection may have
 */
public record ObjectMessagePolicy(
        List<String> trustedPackages, int maxDepth, long maxReferences, long maxBytes, long maxArrayLength) {
    /** The basic classes only. */
    public static final ObjectMessagePolicy DEFAULTS =
            new ObjectMessagePolicy(List.of(), 20, 1_000_000, 64 << 20, 16 << 20);

    /** For objects that this application has itself put into a message. */
    static final ObjectMessagePolicy OWN_OBJECTS =
            new ObjectMessagePolicy(List.of("*"), Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    private static final String ALL = "*";

    private static final Set<String> BASIC_CLASSES = Set.of(
            "java.lang.Object",
            "java.lang.Boolean",
            "java.lang.Byte",
            "java.lang.Short",
            "java.lang.Character",
            "java.lang.Integer",
            "java.lang.Long",
            "java.lang.Float",
            "java.lang.Double",
            "java.lang.Number",
            "java.lang.String",
            "java.lang.String$CaseInsensitiveComparator",
            "java.lang.StringBuffer",
            "java.lang.StringBuilder",
            "java.lang.Enum",
            "java.math.BigInteger",
            "java.math.BigDecimal",
            "java.math.MathContext",
            "java.math.RoundingMode",
            "java.time.DayOfWeek",
            "java.time.Month",
            "java.time.Ser",
            "java.time.temporal.ChronoUnit",
            "java.time.temporal.ChronoField",
            "java.time.chrono.Ser",
            "java.util.ArrayDeque",
            "java.util.ArrayList",
            "java.util.Arrays$ArrayList",
            "java.util.BitSet",
            "java.util.CollSer",
            "java.util.Collections$EmptyList",
            "java.util.Collections$EmptyMap",
            "java.util.Collections$EmptySet",
            "java.util.Collections$ReverseComparator",
            "java.util.Collections$SingletonList",
            "java.util.Collections$SingletonMap",
            "java.util.Collections$SingletonSet",
            "java.util.Collections$SynchronizedCollection",
            "java.util.Collections$SynchronizedList",
            "java.util.Collections$SynchronizedMap",
            "java.util.Collections$SynchronizedRandomAccessList",
            "java.util.Collections$SynchronizedSet",
            "java.util.Collections$UnmodifiableCollection",
            "java.util.Collections$UnmodifiableList",
            "java.util.Collections$UnmodifiableMap",
            "java.util.Collections$UnmodifiableRandomAccessList",
            "java.util.Collections$UnmodifiableSet",
            "java.util.Currency",
            "java.util.Date",
            "java.util.EnumMap",
            "java.util.EnumSet$SerializationProxy",
            "java.util.HashMap",
            "java.util.HashSet",
            "java.util.Hashtable",
            "java.util.LinkedHashMap",
            "java.util.LinkedHashSet",
            "java.util.LinkedList",
            "java.util.Locale",
            "java.util.PriorityQueue",
            "java.util.Properties",
            "java.util.Stack",
            "java.util.TreeMap",
            "java.util.TreeSet",
            "java.util.UUID",
            "java.util.Vector",
            "java.util.AbstractMap$SimpleEntry",
            "java.util.AbstractMap$SimpleImmutableEntry",
            "java.util.concurrent.TimeUnit",
            "java.util.concurrent.atomic.AtomicBoolean",
            "java.util.concurrent.atomic.AtomicInteger",
            "java.util.concurrent.atomic.AtomicLong");

    public ObjectMessagePolicy {
        trustedPackages = trustedPackages.stream()
                .map(ObjectMessagePolicy::checkedEntry)
                .distinct()
                .toList();
        requirePositive("maxDepth", maxDepth);
        requirePositive("maxReferences", maxReferences);
        requirePositive("maxBytes", maxBytes);
        requirePositive("maxArrayLength", maxArrayLength);
    }

    /**
     * The defaults, and a list of packages and classes besides.
     *
     * @param trustedPackages separated by commas, blanks allowed; empty for none; {@code *} for all, see above
     */
    public static ObjectMessagePolicy trusting(String trustedPackages) {
        List<String> entries = new ArrayList<>();
        for (String entry : trustedPackages.split(",", -1)) {
            if (!entry.isBlank()) {
                entries.add(entry);
            }
        }
        return DEFAULTS.withTrustedPackages(entries);
    }

    /** The same limits with other packages. */
    public ObjectMessagePolicy withTrustedPackages(List<String> packages) {
        return new ObjectMessagePolicy(packages, maxDepth, maxReferences, maxBytes, maxArrayLength);
    }

    /** Whether a class may be loaded, by its binary name; for arrays that of the elements. */
    boolean trusts(String className) {
        if (BASIC_CLASSES.contains(className)) {
            return true;
        }
        for (String trusted : trustedPackages) {
            if (trusted.equals(ALL) || (className.startsWith(trusted) && endsThere(className, trusted.length()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsThere(String className, int end) {
        return className.length() == end || className.charAt(end) == '.' || className.charAt(end) == '$';
    }

    private static String checkedEntry(String entry) {
        String name = entry.strip();
        if (name.equals(ALL)) {
            return name;
        }
        if (name.endsWith(".*")) {
            name = name.substring(0, name.length() - 2);
        }
        for (String part : name.split("\\.", -1)) {
            if (part.isEmpty()
                    || !Character.isJavaIdentifierStart(part.codePointAt(0))
                    || !part.codePoints().allMatch(Character::isJavaIdentifierPart)) {
                throw new IllegalArgumentException(
                        "trustedPackages must be packages or classes such as com.acme.orders," + " or * for all; '"
                                + entry + "' is none");
            }
        }
        return name;
    }

    private static void requirePositive(String setting, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(setting + " must be at least 1, was " + value);
        }
    }
}
