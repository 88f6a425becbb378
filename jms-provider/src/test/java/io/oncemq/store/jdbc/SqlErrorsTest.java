// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.store.CommitOutcomeUnknownException;
import io.oncemq.store.StoreBusyException;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.StoreUnavailableException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlErrorsTest {
    @ParameterizedTest
    @CsvSource({
        "08006,0",
        "08001,0",
        "57P01,0",
        "57P03,0",
        "53300,0",
        "57014,0",
        "25006,0",
        "25P03,0",
        "90020,90020",
        "90067,90067",
        "90098,90098",
        "90028,90028"
    })
    void troubleWithTheConnectionMeansTryLater(String state, int code) {
        assertThat(translate(state, code)).isInstanceOf(StoreUnavailableException.class);
    }

    @ParameterizedTest
    @CsvSource({"40001,0", "40P01,0", "55P03,0", "HYT00,50200", "90131,90131"})
    void locksOfOthersMeanTryAgain(String state, int code) {
        assertThat(translate(state, code)).isInstanceOf(StoreBusyException.class);
    }

    @ParameterizedTest
    @CsvSource({"23505,0", "23505,23505"})
    void rowThatIsThereAlreadyIsAConflict(String state, int code) {
        assertThat(translate(state, code)).isInstanceOf(StoreConflictException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "53100,0",
        "22001,0",
        "22021,0",
        "42501,0",
        "42P01,0",
        "42S02,42102",
        "23502,0",
        "28P01,0",
        "28000,28000"
    })
    void refusalMeansDoNotRepeat(String state, int code) {
        assertThat(translate(state, code)).isInstanceOf(StoreRefusedException.class);
    }

    @ParameterizedTest
    @CsvSource({"08006", "57P01", "XX000", "58030", "90098"})
    void commitThatDoesNotAnswerIsUnknown(String state) {
        assertThat(SqlErrors.ofCommit("commit", new SQLException("x", state, 0)))
                .isInstanceOf(CommitOutcomeUnknownException.class);
    }

    @ParameterizedTest
    @CsvSource({"40001", "23505", "25P02"})
    void commitThatIsAnsweredWithNoIsKnown(String state) {
        assertThat(SqlErrors.ofCommit("commit", new SQLException("x", state, 0)))
                .isInstanceOfAny(StoreConflictException.class, StoreBusyException.class);
    }

    @Test
    void poolThatHasNoConnectionMeansTryLater() {
        assertThat(SqlErrors.of("x", new SQLException("Acquisition timeout while waiting for new connection")))
                .isInstanceOf(StoreUnavailableException.class);
    }

    @Test
    void messageSaysWhatToDo() {
        assertThat(translate("28P01", 0)).hasMessageContaining("user").hasMessageContaining("password");
        assertThat(translate("90020", 90020)).hasMessageContaining("PostgreSQL").hasMessageContaining("url");
    }

    private static StoreException translate(String state, int code) {
        SQLException e = new SQLException("it went wrong", state, code);
        StoreException translated = SqlErrors.of("do it", e);
        assertThat(translated).hasCause(e).hasMessageStartingWith("could not do it");
        return translated;
    }
}
