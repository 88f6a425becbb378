// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc.h2;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * The file system of H2 stores, {@code jdbc:h2:oncemq:/path}: plain files whose header always leads to the newest data,
 * and which an interrupted thread does not close. Public because H2 makes instances by reflection. Safe for any number
 * of threads.
 */
public final class StoreFilePath extends FilePathWrapper {
    public static final String SCHEME = "oncemq";

    static {
        FilePath.register(new StoreFilePath());
    }

    /** For H2. */
    public StoreFilePath() {}

    /** Makes H2, as this class's loader sees it, know the scheme. */
    public static void install() {
        // The static initialiser did.
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        FilePath base = getBase();
        FileChannel channel =
                base.getScheme().equals("file") ? new PlainFile(Path.of(base.toString()), mode) : base.open(mode);
        return getName().endsWith(".mv.db") ? new StoreFile(channel, toString()) : channel;
    }
}
