// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.store.Batch.Commit;
import io.oncemq.store.Batch.Content;
import io.oncemq.store.Batch.Prepare;
import io.oncemq.store.Batch.Release;
import io.oncemq.store.Batch.Rollback;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final List<HeldDelivery> THREE =
            List.of(new HeldDelivery(1, 0), new HeldDelivery(2, 0), new HeldDelivery(3, 3));

    @Test
    void rowsAreThoseOfTheSessionAndOfItsBranch() {
        Batch batch = new Batch();
        assertExactly(batch, 0);

        batch.acknowledgements().addAll(THREE);
        batch.releases().add(new Release(4, 1, Holder.READY, 1, 0));
        assertExactly(batch, 4);

        batch.branch(new Prepare(1, new BranchXid(1, new byte[] {1}, new byte[] {2}), THREE, "node"));
        assertExactly(batch, 7);
        batch.branch(new Commit(1, List.of(), new Content(THREE, List.of(5L, 6L))));
        assertExactly(batch, 9);
    }

    @Test
    void branchThatOnlyTheStoreKnowsMayBeOfAnySize() {
        Batch batch = new Batch();

        batch.branch(new Commit(1, List.of(), null));
        assertThat(batch.mayExceed(1_000_000)).isTrue();
        batch.branch(new Rollback(1));
        assertThat(batch.mayExceed(1_000_000)).isTrue();
    }

    private static void assertExactly(Batch batch, int rows) {
        assertThat(batch.mayExceed(rows - 1)).isTrue();
        assertThat(batch.mayExceed(rows)).isFalse();
    }
}
