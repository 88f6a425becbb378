// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** What became of transfers that were lost or made twice, as the workers told it. */
final class BankStory {
    private static final String STORED = "STORED ";

    private final List<String> said;
    private final Set<String> odd;

    BankStory(List<String> said, Collection<String> missing, Collection<String> surplus) {
        this.said = said;
        odd = new TreeSet<>(missing);
        odd.addAll(surplus);
    }

    /** Empty if there are no such transfers. Keeps what was said, and the transaction manager's log, in a directory. */
    String text(DataSource store, Path directory) throws Exception {
        if (odd.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("\nstill in the store: " + BankWorker.stored(store) + "\n");
        String worker = "";
        for (String line : said) {
            if (line.startsWith("generation ")) {
                worker = line;
            }
            for (String part : parts(line)) {
                text.append(worker).append(": ").append(part).append('\n');
            }
        }
        return text + "kept in " + keep(directory);
    }

    private List<String> parts(String line) {
        if (line.startsWith(STORED)) {
            return Stream.of(line.substring(STORED.length()).split(", ", -1))
                    .filter(each -> odd.contains(each.split(" ", 2)[0]))
                    .toList();
        }
        return odd.stream().anyMatch(each -> line.endsWith(" " + each)) ? List.of(line) : List.of();
    }

    private Path keep(Path directory) throws Exception {
        Path kept = Files.createTempDirectory("oncemq-soak-");
        Files.write(kept.resolve("said.txt"), said);
        try (Stream<Path> files = Files.walk(directory.resolve("log"))) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Files.copy(file, kept.resolve("log-" + file.getFileName()));
            }
        }
        return kept;
    }
}
