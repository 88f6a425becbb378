// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.cell;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * What a forked JVM is to do. Travels as a properties file.
 *
 * @param system its name
 * @param workload its name
 * @param phase one of the workload's
 * @param directory the cell's own, on the disk that is measured; kept from phase to phase
 * @param postgresUrl the cell's own database, or empty
 * @param businessUrl where XA workloads write their rows, or empty
 * @param warmUpMillis unmeasured
 * @param measureMillis measured
 * @param syncNanos what one synced write of 4 KiB costs on this disk
 * @param writeNanos what it costs unsynced
 */
public record CellSpec(
        String system,
        String workload,
        String phase,
        Path directory,
        String postgresUrl,
        String businessUrl,
        long warmUpMillis,
        long measureMillis,
        long syncNanos,
        long writeNanos) {
    public void write(Path file) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("system", system);
        properties.setProperty("workload", workload);
        properties.setProperty("phase", phase);
        properties.setProperty("directory", directory.toString());
        properties.setProperty("postgresUrl", postgresUrl);
        properties.setProperty("businessUrl", businessUrl);
        properties.setProperty("warmUpMillis", Long.toString(warmUpMillis));
        properties.setProperty("measureMillis", Long.toString(measureMillis));
        properties.setProperty("syncNanos", Long.toString(syncNanos));
        properties.setProperty("writeNanos", Long.toString(writeNanos));
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        }
    }

    public static CellSpec read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return new CellSpec(
                properties.getProperty("system"),
                properties.getProperty("workload"),
                properties.getProperty("phase"),
                Path.of(properties.getProperty("directory")),
                properties.getProperty("postgresUrl"),
                properties.getProperty("businessUrl"),
                Long.parseLong(properties.getProperty("warmUpMillis")),
                Long.parseLong(properties.getProperty("measureMillis")),
                Long.parseLong(properties.getProperty("syncNanos")),
                Long.parseLong(properties.getProperty("writeNanos")));
    }
}
