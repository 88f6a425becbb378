// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks;

import io.oncemq.benchmarks.system.Family;
import java.io.File;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Divides the module's class path, so that no system sees another's libraries. What belongs to nobody all have. */
final class ClassPaths {
    private static final Map<Family, List<String>> OWN = Map.of(
            Family.ONCEMQ,
            List.of("/jms-provider/", "/jms-provider-", "/io/agroal/", "/org/flywaydb/"),
            Family.ARTEMIS,
            List.of(
                    "/org/apache/artemis/",
                    "/org/apache/activemq/activemq-artemis-native/",
                    "/io/netty/",
                    "/org/jgroups/",
                    "/io/micrometer/",
                    "/com/nimbusds/",
                    "/com/github/ben-manes/",
                    "/org/jctools/",
                    "/commons-beanutils/",
                    "/commons-collections/",
                    "/org/apache/commons/commons-configuration2/",
                    "/org/apache/commons/commons-text/",
                    "/org/snakeyaml/",
                    "/de/dentrassi/",
                    "/com/hierynomus/"),
            Family.CLASSIC,
            List.of("/org/apache/activemq/", "/org/fusesource/"),
            // The runner's own.
            Family.LIMIT,
            List.of("/io/zonky/", "/org/openjdk/jmh/", "/net/sf/jopt-simple/", "/commons-math3/", "/org/tukaani/"));

    private ClassPaths() {}

    /** The class path of a cell's JVM. */
    static String of(Family family) {
        String all = System.getProperty("java.class.path");
        return Arrays.stream(all.split(Pattern.quote(File.pathSeparator), -1))
                .filter(entry -> owner(entry) == null || owner(entry) == family)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static @Nullable Family owner(String entry) {
        String path = entry.replace(File.separatorChar, '/');
        return OWN.entrySet().stream()
                .filter(each -> each.getValue().stream().anyMatch(path::contains))
                .map(Map.Entry::getKey)
                // Artemis's native part lies below ActiveMQ's group.
                .min(Comparator.naturalOrder())
                .orElse(null);
    }
}
