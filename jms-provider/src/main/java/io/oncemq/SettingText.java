// SPDX-License-Identifier: Apache-2.0
package io.oncemq;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the values of settings. Each failure names the setting, the rule and the value. */
final class SettingText {
    private static final Pattern QUANTITY = Pattern.compile("(\\d{1,18})\\s*([A-Za-z]*)");
    private static final Map<String, Duration> TIME_UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final Map<String, Long> SIZE_UNITS = Map.ofEntries(
            Map.entry("", 1L),
            Map.entry("b", 1L),
            Map.entry("kb", 1_000L),
            Map.entry("mb", 1_000_000L),
            Map.entry("gb", 1_000_000_000L),
            Map.entry("kib", 1L << 10),
            Map.entry("mib", 1L << 20),
            Map.entry("tb", 1_000_000_000_000L),
            Map.entry("gib", 1L << 30),
            Map.entry("tib", 1L << 40));

    private SettingText() {}

    static Duration duration(String setting, String value) {
        String text = value.strip();
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        try {
            if (text.startsWith("P") || text.startsWith("p")) {
                return Duration.parse(text);
            }
            Matcher quantity = QUANTITY.matcher(text);
            if (quantity.matches()) {
                Duration unit = TIME_UNITS.get(quantity.group(2).toLowerCase(Locale.ROOT));
                if (unit != null) {
                    return unit.multipliedBy(Long.parseLong(quantity.group(1)));
                }
            }
        } catch (DateTimeParseException | ArithmeticException e) {
            throw bad(setting, "a duration such as 10s, 500ms, 2m or PT10S", value, e);
        }
        throw bad(setting, "a duration such as 10s, 500ms, 2m or PT10S", value, null);
    }

    static int sizeBytes(String setting, String value) {
        return (int) size(setting, value, Integer.MAX_VALUE, "a size such as 1048576, 64MiB or 1GB, below 2GiB");
    }

    /** As {@link #sizeBytes}, without its bound. */
    static long bytes(String setting, String value) {
        return size(setting, value, Long.MAX_VALUE, "a size such as 1048576, 64MiB or 10GB");
    }

    private static long size(String setting, String value, long most, String rule) {
        Matcher quantity = QUANTITY.matcher(value.strip());
        if (quantity.matches()) {
            Long unit = SIZE_UNITS.get(quantity.group(2).toLowerCase(Locale.ROOT));
            long number = Long.parseLong(quantity.group(1));
            if (unit != null && number <= most / unit) {
                return number * unit;
            }
        }
        throw bad(setting, rule, value, null);
    }

    static long wholeNumber(String setting, String value) {
        try {
            return Long.parseLong(value.strip());
        } catch (NumberFormatException e) {
            throw bad(setting, "a whole number", value, e);
        }
    }

    static int number(String setting, String value) {
        try {
            return Integer.parseInt(value.strip());
        } catch (NumberFormatException e) {
            throw bad(setting, "a whole number", value, e);
        }
    }

    static boolean flag(String setting, String value) {
        String text = value.strip().toLowerCase(Locale.ROOT);
        if (!text.equals("true") && !text.equals("false")) {
            throw bad(setting, "true or false", value, null);
        }
        return text.equals("true");
    }

    static <E extends Enum<E>> E choice(String setting, Class<E> type, String value) {
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(value.strip())) {
                return constant;
            }
        }
        StringBuilder allowed = new StringBuilder("one of");
        for (E constant : type.getEnumConstants()) {
            allowed.append(' ').append(constant.name().toLowerCase(Locale.ROOT));
        }
        throw bad(setting, allowed.toString(), value, null);
    }

    static IllegalArgumentException bad(String setting, String rule, String value, @Nullable Throwable cause) {
        return new IllegalArgumentException("setting " + setting + " must be " + rule + ", was '" + value + "'", cause);
    }
}
