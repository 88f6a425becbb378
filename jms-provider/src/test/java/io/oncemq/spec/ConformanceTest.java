// SPDX-License-Identifier: Apache-2.0
package io.oncemq.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** No section of the specification is left out, and docs/conformance.md says what the tests say. */
class ConformanceTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", ""))
            .toAbsolutePath()
            .resolve("..")
            .normalize();

    private final Map<String, Sections.Entry> sections = Sections.all();
    private final List<TestCatalog.Entry> catalog = TestCatalog.all();
    private final ConformanceTable table = new ConformanceTable(sections.values(), catalog);

    @Test
    void everyRuleNamesItsSection() {
        assertThat(catalog)
                .filteredOn(TestCatalog.Entry::rule)
                .filteredOn(test -> test.sections().isEmpty())
                .extracting(TestCatalog.Entry::name)
                .isEmpty();
    }

    @Test
    void everySectionThatIsNamedExists() {
        assertThat(catalog)
                .allSatisfy(
                        test -> assertThat(sections.keySet()).as(test.name()).containsAll(test.sections()));
    }

    @Test
    void everySectionThatStatesARuleHasATest() {
        assertThat(table.unproven()).isEmpty();
    }

    @Test
    void everyTestOfAnotherModuleIsThere() {
        assertThat(sections.values())
                .filteredOn(section -> section.kind() == Sections.Kind.ELSEWHERE)
                .allSatisfy(section -> assertThat(section.remark().split(" ", -1))
                        .allSatisfy(file -> assertThat(ROOT.resolve(file)).isRegularFile()));
    }

    @Test
    void everyClassOfRulesRunsOnBothDatabases() {
        for (Class<?> database : List.of(H2SpecTest.class, PostgresSpecIT.class)) {
            List<String> run = Arrays.stream(database.getDeclaredClasses())
                    .map(nested -> nested.getSuperclass().getSimpleName())
                    .toList();
            assertThat(run)
                    .as(database.getSimpleName())
                    .containsExactlyInAnyOrderElementsOf(TestCatalog.rules().stream()
                            .map(Class::getSimpleName)
                            .toList());
        }
    }

    @Test
    void theTableIsUpToDate() throws Exception {
        Path file = ROOT.resolve("docs/conformance.md");
        if (Boolean.getBoolean("oncemq.conformance.write")) {
            Files.writeString(file, table.markdown());
        }

        assertThat(file)
                .as("docs/conformance.md is not what the tests say; write it anew: " + ConformanceTable.COMMAND)
                .hasContent(table.markdown());
    }
}
