// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc.h2;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.fault.FailingDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whenever the process ends, the file leads to the last commit, also where H2 uses freed space again. */
class StoreFileTest {
    private static final int COMMITS = 150;

    @TempDir
    @SuppressWarnings("NullAway.Init") // by JUnit
    Path directory;

    @Test
    void everyCommitIsFoundAfterTheProcessWasKilled() throws Exception {
        StoreFilePath.install();

        assertThat(lostCommits("oncemq:")).isZero();
    }

    /** The test can fail. The day this one does, H2 writes its header right and half of this package can go. */
    @Test
    void withoutTheseFilesCommitsAreLost() throws Exception {
        assertThat(lostCommits("async:")).isPositive();
    }

    /** A message could otherwise make a store forget what was sent before it. */
    @Test
    void contentThatLooksLikeAChunkIsNotTakenForOne() throws Exception {
        StoreFilePath.install();
        // Of a length that has no divisor in common with a block's: one of them begins a block.
        byte[] line = "chunk:ffffff,len:1,version:7fffffffff\n".getBytes(StandardCharsets.US_ASCII);
        byte[] body = new byte[line.length * 4096];
        for (int i = 0; i < body.length; i++) {
            body[i] = line[i % line.length];
        }
        String url = "jdbc:h2:oncemq:" + directory.resolve("store") + ";RETENTION_TIME=0";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("set write_delay 0");
            statement.execute("create table t (id int primary key, body varbinary)");
            PreparedStatement insert = connection.prepareStatement("insert into t values (?, ?)");
            for (int commit = 0; commit < 5; commit++) {
                insert.setInt(1, commit);
                insert.setBytes(2, body);
                insert.execute();
                assertThat(newest("oncemq:", directory.resolve("store.mv.db"))).isEqualTo(commit);
            }
            statement.execute("shutdown immediately");
        }
    }

    @Test
    void aCommitThatIsSyncedCostsOneSync() throws Exception {
        assertThat(syncs(500, true)).isBetween(500, 550);
    }

    @Test
    void aCommitThatIsNotSyncedCostsNone() throws Exception {
        assertThat(syncs(500, false)).isLessThan(50);
    }

    /** Of so many commits into new space. */
    private int syncs(int commits, boolean synced) throws Exception {
        FailingDisk.install();
        StoreFilePath.install();
        String name = directory.resolve("store").toAbsolutePath().toString();
        String url = "jdbc:h2:oncemq:" + FailingDisk.SCHEME + ":" + name;
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("set write_delay 0");
            statement.execute("create table t (id int primary key, body varbinary)");
            statement.execute("checkpoint sync");
            PreparedStatement insert = connection.prepareStatement("insert into t values (?, ?)");
            insert.setBytes(2, new byte[2_000]);
            int before = FailingDisk.syncs(name + ".mv.db");
            for (int commit = 0; commit < commits; commit++) {
                insert.setInt(1, commit);
                insert.execute();
                if (synced) {
                    statement.execute("checkpoint sync");
                }
            }
            int syncs = FailingDisk.syncs(name + ".mv.db") - before;
            statement.execute("shutdown immediately");
            return syncs;
        }
    }

    /** Looks after each commit what a process that was killed just now would leave behind. */
    private int lostCommits(String scheme) throws Exception {
        Random random = new Random(1);
        int lost = 0;
        Path file = directory.resolve("store.mv.db");
        String url = "jdbc:h2:" + scheme + directory.resolve("store") + ";RETENTION_TIME=0";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("set write_delay 0");
            statement.execute("create table t (id int primary key, body varbinary)");
            PreparedStatement insert = connection.prepareStatement("insert into t values (?, ?)");
            PreparedStatement delete = connection.prepareStatement("delete from t where id < ?");
            for (int commit = 0; commit < COMMITS; commit++) {
                insert.setInt(1, commit);
                insert.setBytes(2, new byte[random.nextInt(12_000)]);
                insert.execute();
                delete.setInt(1, commit - random.nextInt(10));
                delete.execute();
                if (newest(scheme, file) != commit) {
                    lost++;
                }
            }
            statement.execute("shutdown immediately");
        }
        return lost;
    }

    private int newest(String scheme, Path file) throws IOException, SQLException {
        Files.copy(file, directory.resolve("left.mv.db"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        try (Connection connection = DriverManager.getConnection("jdbc:h2:" + scheme + directory.resolve("left"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select max(id) from t")) {
            rows.next();
            return rows.getInt(1);
        } finally {
            Files.delete(directory.resolve("left.mv.db"));
        }
    }
}
