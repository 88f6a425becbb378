// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the processors of this machine have done since it was started, in ticks. Linux tells; elsewhere all is 0.
 *
 * @param all whatever they did, idle too
 * @param stolen that they had work and the host of the virtual machine ran another
 */
record ProcessorTimes(long all, long stolen) {
    private static final Path STATISTICS = Path.of("/proc/stat");

    /** Of the first line's figures: what comes after this one is contained in others. */
    private static final int STOLEN = 8;

    static ProcessorTimes now() throws IOException {
        if (!Files.isReadable(STATISTICS)) {
            return new ProcessorTimes(0, 0);
        }
        try (var lines = Files.lines(STATISTICS)) {
            return of(lines.findFirst().orElse(""));
        }
    }

    /** From a line such as {@code cpu  10 0 5 80 1 0 0 4 0 0}. */
    static ProcessorTimes of(String line) {
        String[] words = line.strip().split("\\s+", -1);
        if (words.length <= STOLEN) {
            return new ProcessorTimes(0, 0);
        }
        long all = 0;
        for (int i = 1; i <= STOLEN; i++) {
            all += Long.parseLong(words[i]);
        }
        return new ProcessorTimes(all, Long.parseLong(words[STOLEN]));
    }

    /** The part of the processors' time that was stolen since then, in percent. */
    double stolenSince(ProcessorTimes earlier) {
        long passed = all - earlier.all;
        return passed == 0 ? 0 : 100.0 * (stolen - earlier.stolen) / passed;
    }
}
