// SPDX-License-Identifier: Apache-2.0
package io.oncemq.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.store.jdbc.h2.StoreFilePath;
import io.oncemq.testkit.H2Files;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The power fails after each of many commits, and all that may then be left of an H2 file is opened: whichever of the
 * writes since the last sync are there. The last synced commit is found, and so is what is committed then, by a process
 * that is killed and by another after a clean end. (Each write is there in whole or not at all: H2 has no way to tell a
 * torn one.)
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class PowerCutOutcomesIT {
    private static final int COMMITS = Integer.getInteger("oncemq.test.powerCutCommits", 100);

    @ParameterizedTest
    @ValueSource(longs = {2, 4, 7})
    void everyOutcomeHasTheLastSyncedCommit(long seed) throws Exception {
        assertThat(faults("oncemq:", seed)).isEmpty();
    }

    /** The test can fail. */
    @Test
    void withH2sOwnFilesSomeDoNot() throws Exception {
        assertThat(faults("", 2)).isNotEmpty();
    }

    private static List<String> faults(String scheme, long seed) throws Exception {
        FailingDisk.install();
        StoreFilePath.install();
        Random random = new Random(Long.getLong("oncemq.test.seed", seed));
        Path directory = H2Files.newDirectory();
        String file = directory.resolve("store").toAbsolutePath().toString();
        List<String> faults = new ArrayList<>();
        int outcomes = 0;
        // Freed space is used again at once.
        String url = "jdbc:h2:" + scheme + FailingDisk.SCHEME + ":" + file + ";RETENTION_TIME=0";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("set write_delay 0");
            statement.execute("create table t (id int primary key, body varbinary)");
            statement.execute("insert into t values (0, x'00')");
            statement.execute("checkpoint sync");
            PreparedStatement insert = connection.prepareStatement("insert into t values (?, ?)");
            PreparedStatement delete = connection.prepareStatement("delete from t where id < ?");
            int synced = 0;
            for (int commit = 1; commit <= COMMITS && faults.isEmpty(); commit++) {
                insert.setInt(1, commit);
                insert.setBytes(2, bytes(random, commit));
                insert.execute();
                if (random.nextBoolean()) {
                    delete.setInt(1, commit - random.nextInt(10));
                    delete.execute();
                }
                Iterator<byte[]> left = FailingDisk.outcomes(file + ".mv.db", random);
                while (left.hasNext()) {
                    outcomes++;
                    String fault = open(scheme, directory, left.next(), synced);
                    if (!fault.isEmpty()) {
                        faults.add("commit " + commit + ", outcome " + outcomes + ": " + fault);
                    }
                }
                if (random.nextInt(3) > 0) {
                    statement.execute("checkpoint sync");
                    synced = commit;
                }
            }
            statement.execute("shutdown immediately");
        }
        System.out.println("POWER CUT OUTCOMES files=" + (scheme.isEmpty() ? "h2" : "oncemq") + " outcomes=" + outcomes
                + " faults=" + faults);
        return faults;
    }

    private static byte[] bytes(Random random, int commit) {
        byte[] bytes = new byte[random.nextInt(30_000)];
        Arrays.fill(bytes, (byte) commit);
        return bytes;
    }

    /**
     * Opens what is left, commits, is killed, opens again, ends cleanly, commits, is killed and opens again; says what
     * is wrong, or nothing.
     */
    private static String open(String scheme, Path directory, byte[] left, int synced) throws Exception {
        Path first = directory.resolve("first.mv.db");
        Path second = directory.resolve("second.mv.db");
        Path third = directory.resolve("third.mv.db");
        Files.write(first, left);
        try {
            int found = commitAndBeKilled(scheme, first, second);
            if (found < synced) {
                return "found " + found + ", synced was " + synced;
            }
            int after = openAndEnd(scheme, second);
            if (after != found + 1) {
                return "after a commit and a kill found " + after + " instead of " + (found + 1);
            }
            commitAndBeKilled(scheme, second, third);
            after = openAndEnd(scheme, third);
            return after == found + 2
                    ? ""
                    : "after a clean end, a commit and a kill found " + after + " instead of " + (found + 2);
        } catch (SQLException | RuntimeException e) {
            return e.toString();
        }
    }

    /** What was found; leaves in the other file what a process that is killed after the commit does. */
    private static int commitAndBeKilled(String scheme, Path file, Path killed) throws Exception {
        try (Connection connection = DriverManager.getConnection(url(scheme, file));
                Statement statement = connection.createStatement()) {
            int found = newest(statement);
            statement.execute("set write_delay 0");
            statement.execute("insert into t values (" + (found + 1) + ", x'00')");
            Files.copy(file, killed, StandardCopyOption.REPLACE_EXISTING);
            statement.execute("shutdown immediately");
            return found;
        }
    }

    /** What was found. */
    private static int openAndEnd(String scheme, Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(scheme, file));
                Statement statement = connection.createStatement()) {
            return newest(statement);
        }
    }

    /** The newest commit; reads all, and takes any body that is not what was written for a fault. */
    private static int newest(Statement statement) throws SQLException {
        int newest = -1;
        try (ResultSet rows = statement.executeQuery("select id, body from t order by id")) {
            while (rows.next()) {
                newest = rows.getInt(1);
                for (byte value : rows.getBytes(2)) {
                    if (value != 0 && value != (byte) newest) {
                        throw new SQLException("row " + newest + " has another's body");
                    }
                }
            }
        }
        return newest;
    }

    private static String url(String scheme, Path file) {
        return "jdbc:h2:" + scheme + file.toString().replace(".mv.db", "") + ";RETENTION_TIME=0";
    }
}
