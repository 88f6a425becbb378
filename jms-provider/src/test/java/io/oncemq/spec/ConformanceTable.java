// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes down which section is proven by which tests: docs/conformance.md. */
final class ConformanceTable {
    static final String COMMAND = "mvn -pl jms-provider test -Dtest=ConformanceTest -Doncemq.conformance.write=true";

    private final Collection<Sections.Entry> sections;
    private final Map<String, List<TestCatalog.Entry>> tests = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();

    ConformanceTable(Collection<Sections.Entry> sections, List<TestCatalog.Entry> catalog) {
        this.sections = sections;
        for (Sections.Entry section : sections) {
            List<TestCatalog.Entry> proofs = new ArrayList<>();
            for (TestCatalog.Entry test : catalog) {
                if (test.sections().contains(section.number())) {
                    proofs.add(test);
                }
            }
            tests.put(section.number(), proofs);
        }
    }

    /** Sections that state rules and of which no test says that it proves them. */
    List<String> unproven() {
        return sections.stream()
                .filter(section -> section.kind() == Sections.Kind.RULE)
                .map(Sections.Entry::number)
                .filter(number -> tests.getOrDefault(number, List.of()).isEmpty())
                .toList();
    }

    String markdown() {
        text.setLength(0);
        line("# Conformance to Jakarta Messaging 3.1");
        line("");
        line("Written by the build from the `@Section` annotations of the tests; do not edit. After a change:");
        line("");
        line("    " + COMMAND);
        line("");
        line(
                "Tests in **bold** are rules (`io.oncemq.spec`): they run through the public API on H2 (`H2SpecTest`) and on");
        line(
                "PostgreSQL (`PostgresSpecIT`). The others need no database or bring their own. A section that states nothing a");
        line("program could break says why; a section without a test breaks the build.");
        line("");
        summary();
        String chapter = "";
        for (Sections.Entry section : sections) {
            if (!section.chapter().equals(chapter)) {
                chapter = section.chapter();
                line("");
                line("## " + section.number() + " " + section.title());
                line("");
                line("| section | title | tests |");
                line("|---|---|---|");
            }
            line("| " + section.number() + " | " + section.title() + " | " + proofs(section) + " |");
        }
        return text.toString();
    }

    private void summary() {
        line("| | |");
        line("|---|---:|");
        line("| sections | " + sections.size() + " |");
        line("| that state something testable | " + count(Sections.Kind.RULE, Sections.Kind.ELSEWHERE) + " |");
        line("| of these, proven in this module | "
                + (count(Sections.Kind.RULE) - unproven().size()) + " |");
        line("| of these, proven in other modules | " + count(Sections.Kind.ELSEWHERE) + " |");
        List<TestCatalog.Entry> named =
                tests.values().stream().flatMap(List::stream).distinct().toList();
        line("| rules, each on H2 and PostgreSQL | "
                + named.stream().filter(TestCatalog.Entry::rule).count() + " |");
        line("| other tests | " + named.stream().filter(test -> !test.rule()).count() + " |");
    }

    private long count(Sections.Kind... kinds) {
        return sections.stream()
                .filter(section -> List.of(kinds).contains(section.kind()))
                .count();
    }

    private String proofs(Sections.Entry section) {
        List<String> proofs = new ArrayList<>();
        if (section.kind() == Sections.Kind.NOTHING) {
            proofs.add("– (" + section.remark() + ")");
        }
        if (section.kind() == Sections.Kind.ELSEWHERE) {
            proofs.add(Stream.of(section.remark().split(" ", -1))
                    .map(file -> "[" + simpleName(file) + "](../" + file + ")")
                    .collect(Collectors.joining("<br>")));
        }
        proofs.addAll(new TreeSet<>(tests.getOrDefault(section.number(), List.of()).stream()
                .map(test -> test.rule() ? "**" + test.name() + "**" : test.name())
                .toList()));
        return String.join("<br>", proofs);
    }

    private static String simpleName(String file) {
        String last = String.valueOf(Path.of(file).getFileName());
        return last.replace(".java", "");
    }

    private void line(String line) {
        text.append(line).append('\n');
    }
}
