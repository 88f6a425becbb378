// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SqlTest {
    @Test
    void changeIsKnownWhereverItStands() {
        assertThat(Sql.of("update t set a = 1").isChange()).isTrue();
        assertThat(Sql.of("select a from final table (\n  update t set a = 1)").isChange())
                .isTrue();
        assertThat(Sql.of("with gone as (delete from t returning a) select a from gone")
                        .isChange())
                .isTrue();
        assertThat(Sql.of("select updated from t for update").isChange()).isFalse();
    }

    @Test
    void parametersAreNumberedInTheirOrder() {
        Sql sql = Sql.of("select a from t where b = :first_one and c = :second or d > :first_one\n");

        assertThat(sql.jdbc()).isEqualTo("select a from t where b = ? and c = ? or d > ?");
        assertThat(sql.positions("first_one")).containsExactly(1, 3);
        assertThat(sql.positions("second")).containsExactly(2);
        assertThat(sql.positions("third")).isEmpty();
    }
}
