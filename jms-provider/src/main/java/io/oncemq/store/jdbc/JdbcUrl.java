// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import io.oncemq.store.jdbc.h2.StoreFilePath;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which JDBC URLs are accepted, and what OnceMQ adds to them. No message repeats the value of a URL's parameter. */
final class JdbcUrl {
    private static final String H2 = "jdbc:h2:";
    private static final String POSTGRESQL = "jdbc:postgresql:";
    private static final Pattern PLAIN_FILE =
            Pattern.compile("(?:file|async):(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+]+):(.*)", Pattern.DOTALL);

    /** How OnceMQ opens files, see {@link StoreFilePath}. */
    private static final String OWN_FILES = StoreFilePath.SCHEME + ":";

    /** Where an H2 database may be: {@code async} is a file, too. */
    private static final Set<String> EMBEDDED = Set.of("file", "async", "mem", StoreFilePath.SCHEME);

    /** The H2 settings that cannot change what the store relies on, nor run anything. */
    private static final Set<String> H2_SETTINGS = Set.of(
            "AUTO_COMPACT_FILL_RATE",
            "CACHE_SIZE",
            "COMPRESS",
            "DB_CLOSE_DELAY",
            "DB_CLOSE_ON_EXIT",
            "IFEXISTS",
            "LOCK_TIMEOUT",
            "MAX_COMPACT_TIME",
            "QUERY_CACHE_SIZE",
            "RETENTION_TIME",
            "TRACE_LEVEL_FILE",
            "TRACE_LEVEL_SYSTEM_OUT",
            "TRACE_MAX_FILE_SIZE",
            "WRITE_DELAY");

    private JdbcUrl() {}

    /**
     * Checks a URL that a user gave.
     *
     * @return the same
     * @throws IllegalArgumentException naming the setting, the rule and the part that breaks it
     */
    static String check(String url) {
        if (url.startsWith(H2)) {
            checkH2(url.substring(H2.length()));
        } else if (url.startsWith(POSTGRESQL)) {
            checkPostgres(url);
        } else {
            throw new IllegalArgumentException(
                    "url must start with " + H2 + " or " + POSTGRESQL + ", this one starts with '" + start(url) + "'");
        }
        return url;
    }

    static boolean isH2(String url) {
        return url.startsWith(H2);
    }

    private static void checkH2(String rest) {
        String[] parts = rest.split(";", -1);
        checkEmbeddedPath(parts[0]);
        for (int i = 1; i < parts.length; i++) {
            if (!parts[i].isEmpty()) {
                checkH2Setting(parts[i]);
            }
        }
    }

    /**
     * Checks only where an H2 URL leads.
     *
     * @throws IllegalArgumentException if not to an embedded database
     */
    static void checkEmbeddedH2(String url) {
        checkEmbeddedPath(url.substring(H2.length()).split(";", -1)[0]);
    }

    private static void checkEmbeddedPath(String path) {
        Matcher scheme = SCHEME.matcher(path);
        String name = scheme.matches() ? scheme.group(1).toLowerCase(Locale.ROOT) : "";
        if (!name.isEmpty() && !EMBEDDED.contains(name)) {
            throw new IllegalArgumentException(
                    "url must name an embedded H2 database (a path, file:, async:, oncemq: or mem:), not '"
                            + scheme.group(1) + ":': an H2 store belongs to one JVM, more of them need PostgreSQL");
        }
        if (!name.isEmpty() && !name.equals("mem")) {
            // Nothing but a path may follow.
            checkEmbeddedPath(scheme.group(2));
        } else if (path.isEmpty()) {
            throw new IllegalArgumentException(
                    "url must name a database file after " + H2 + ", file:, async: or oncemq:");
        }
    }

    private static void checkH2Setting(String setting) {
        int equals = setting.indexOf('=');
        String name =
                (equals < 0 ? setting : setting.substring(0, equals)).strip().toUpperCase(Locale.ROOT);
        if (name.equals("USER") || name.equals("PASSWORD")) {
            throw new IllegalArgumentException(
                    "url must not hold " + name + ": give it by the setting " + name.toLowerCase(Locale.ROOT));
        }
        String value = equals < 0 ? "" : setting.substring(equals + 1).strip();
        if (name.equals("WRITE_DELAY") && !value.equals("0")) {
            throw new IllegalArgumentException("url must not set WRITE_DELAY to anything but 0: commits would be lost");
        }
        if (!H2_SETTINGS.contains(name)) {
            throw new IllegalArgumentException(
                    "url must not set " + name + " of H2; allowed are " + new TreeSet<>(H2_SETTINGS));
        }
    }

    private static void checkPostgres(String url) {
        int query = url.indexOf('?');
        if (query < 0) {
            return;
        }
        for (String parameter : url.substring(query + 1).split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            if (name.equalsIgnoreCase("user") || name.equalsIgnoreCase("password")) {
                throw new IllegalArgumentException(
                        "url must not hold " + name + ": give it by the setting " + name.toLowerCase(Locale.ROOT));
            }
        }
    }

    /** The URL with what OnceMQ wants of its own connections; what the user set stays. */
    static String completed(String url, long connectionTimeoutSeconds, @Nullable String schema, Durability durability) {
        if (isH2(url)) {
            String completed = inOwnFiles(url);
            completed = withH2(completed, "DB_CLOSE_ON_EXIT", "FALSE");
            completed = withH2(completed, "WRITE_DELAY", "0");
            if (isOwnFile(completed) && durability == Durability.POWER) {
                // H2 waits 45 seconds before it uses freed space again; these files need no more than a sync, which has
                // happened anyway.
                completed = withH2(completed, "RETENTION_TIME", "0");
            }
            return completed;
        }
        String completed = url;
        completed = withPostgres(completed, "reWriteBatchedInserts", "true");
        completed = withPostgres(completed, "tcpKeepAlive", "true");
        if (schema != null) {
            completed = withPostgres(completed, "currentSchema", schema);
        }
        completed = withPostgres(completed, "connectTimeout", Long.toString(connectionTimeoutSeconds));
        completed = withPostgres(completed, "socketTimeout", "30");
        return withPostgres(completed, "ApplicationName", "oncemq");
    }

    /** Whether H2 would open a file by itself: it then loses data when killed, and closes when interrupted. */
    static boolean isPlainFile(String url) {
        return isH2(url) && !url.startsWith(H2 + "mem:") && !isOwnFile(url);
    }

    /** Whether it names a file in OnceMQ's own file system. */
    static boolean isOwnFile(String url) {
        return url.startsWith(H2 + OWN_FILES);
    }

    private static String inOwnFiles(String url) {
        if (!isPlainFile(url)) {
            return url;
        }
        Matcher path = PLAIN_FILE.matcher(url.substring(H2.length()));
        return H2 + OWN_FILES + (path.matches() ? path.group(1) : url.substring(H2.length()));
    }

    private static String withH2(String url, String name, String value) {
        return url.toUpperCase(Locale.ROOT).contains(";" + name + "=") ? url : url + ";" + name + "=" + value;
    }

    private static String withPostgres(String url, String name, String value) {
        if (url.contains("?" + name + "=") || url.contains("&" + name + "=")) {
            return url;
        }
        return url + (url.indexOf('?') < 0 ? '?' : '&') + name + "=" + value;
    }

    /** What of a URL may be shown. */
    static String shown(String url) {
        int end = url.length();
        for (char mark : new char[] {'?', ';'}) {
            int at = url.indexOf(mark);
            if (at >= 0) {
                end = Math.min(end, at);
            }
        }
        return url.substring(0, end);
    }

    private static String start(String url) {
        String[] parts = url.split(":", 3);
        return parts.length < 3 ? "" : parts[0] + ":" + parts[1] + ":";
    }
}
