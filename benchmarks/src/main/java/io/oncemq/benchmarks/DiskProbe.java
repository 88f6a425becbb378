// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * What a write of 4 KiB costs on the disk of the run, in nanoseconds: the median of some hundreds.
 *
 * @param syncNanos written and synced
 * @param writeNanos written
 */
record DiskProbe(long syncNanos, long writeNanos) {
    private static final int BLOCK = 4096;
    private static final int WRITES = 400;

    static DiskProbe of(Path directory) throws IOException {
        Path file = directory.resolve("probe");
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            // As journals do it: into a file that has its size already.
            channel.write(ByteBuffer.allocate(BLOCK * WRITES), 0);
            channel.force(true);
            long write = median(channel, false);
            long sync = median(channel, true);
            return new DiskProbe(sync, write);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static long median(FileChannel channel, boolean synced) throws IOException {
        ByteBuffer block = ByteBuffer.allocateDirect(BLOCK);
        long[] nanos = new long[WRITES];
        for (int i = 0; i < WRITES; i++) {
            block.clear();
            long begun = System.nanoTime();
            channel.write(block, (long) i * BLOCK);
            if (synced) {
                channel.force(false);
            }
            nanos[i] = System.nanoTime() - begun;
        }
        Arrays.sort(nanos);
        return nanos[WRITES / 2];
    }
}
