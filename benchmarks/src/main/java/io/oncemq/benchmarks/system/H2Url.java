// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.system;

import java.nio.file.Path;

/** The H2 databases of the run. */
final class H2Url {
    static final String USER = "sa";
    static final String PASSWORD = "";

    private H2Url() {}

    /**
     * A database file of a peer or of the limit. H2's own default, a write delay of half a second, loses what was
     * committed even when only the process dies; with {@code WRITE_DELAY=0} that is kept. Neither syncs: no URL can
     * make a peer on H2 outlast a power cut.
     */
    static String of(Path directory, Survives survives) {
        return "jdbc:h2:file:" + directory.resolve("h2").toAbsolutePath()
                + (survives == Survives.NOTHING ? "" : ";WRITE_DELAY=0");
    }
}
