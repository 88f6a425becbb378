// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.engine.settings.SpaceLimits;
import io.oncemq.store.StoreFullException;
import io.oncemq.testkit.TestDatabases;
import org.junit.jupiter.api.Test;

class SpaceOnH2IT extends JdbcSpaceContract {
    SpaceOnH2IT() {
        super(TestDatabases.H2);
    }

    @Test
    void nothingIsTakenWhileItsDiskIsTooFullButAllIsGivenOut() throws Exception {
        send(QUEUE, 2);
        open(new SpaceLimits(0, 0, 0, 0, Long.MAX_VALUE));

        assertThatThrownBy(() -> send(QUEUE, 1))
                .isInstanceOf(StoreFullException.class)
                .hasMessageContaining("the volume of the store has")
                .hasMessageContaining("minFreeDisk");

        acknowledge(consumer(QUEUE), 2);
        assertThat(rowCount()).isZero();
    }
}
