// SPDX-License-Identifier: Apache-2.0
package io.oncemq;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What makes two settings mean the same node: the same store and, where a store has several nodes, the same node name.
 *
 * @param place the database, however it was written
 * @param dataSource compared by identity, as a DataSource has no name
 */
record StoreKey(String place, @Nullable Object dataSource, String schema, String nodeName) {
    private static final String H2 = "jdbc:h2:";

    static StoreKey of(OnceMqSettings settings) {
        String schema = settings.schema() == null ? "" : settings.schema();
        String nodeName = settings.engine().nodeName();
        String url = settings.url();
        if (url == null) {
            String lookup = settings.dataSourceLookup();
            return new StoreKey(lookup == null ? "" : "jndi:" + lookup, settings.dataSource(), schema, nodeName);
        }
        // An H2 file belongs to one node: another node name is not another node there but a contradiction.
        return url.startsWith(H2)
                ? new StoreKey(h2Place(url.substring(H2.length())), null, schema, "")
                : new StoreKey(url.split("\\?", 2)[0], null, schema, nodeName);
    }

    private static String h2Place(String rest) {
        String path = rest.split(";", 2)[0];
        String lower = path.toLowerCase(Locale.ROOT);
        if (lower.startsWith("mem:")) {
            return H2 + path;
        }
        String file = lower.startsWith("file:") ? path.substring("file:".length()) : path;
        String expanded = file.startsWith("~") ? System.getProperty("user.home") + file.substring(1) : file;
        return H2 + Path.of(expanded).toAbsolutePath().normalize();
    }
}
