// SPDX-License-Identifier: Apache-2.0
package io.oncemq.store.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oncemq.message.StoredText;
import io.oncemq.store.StoreException;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.store.UserRecords;
import io.oncemq.store.UserRecords.PermissionRecord;
import io.oncemq.store.UserRecords.UserRecord;
import io.oncemq.testkit.HostileStrings;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who may connect, and what their roles may do. Every test leaves no user behind: with one, the store is closed. */
interface UserConformance extends StoreUnderTest {
    /** Names that would do harm where they were not bound as data. */
    String HOSTILE = "bob'; delete from oncemq_user; --\" :name ? $1 \\ \u00e9\u4e2d";

    private UserRecords users() {
        return store().users();
    }

    private List<UserRecord> listed() throws StoreException {
        return users().list().users();
    }

    @Test
    default void userComesBackAsItWasAdded() throws Exception {
        assertThat(users().add(HOSTILE, "pbkdf2:x'y")).isTrue();
        assertThat(users().add(HOSTILE, "another")).as("a second time").isFalse();
        users().grant(HOSTILE, "role ' one");
        users().grant(HOSTILE, "role ' one");
        users().grant(HOSTILE, "two");

        assertThat(listed()).containsExactly(new UserRecord(HOSTILE, "pbkdf2:x'y", Set.of("role ' one", "two")));
        users().removeAll();
        assertThat(listed()).isEmpty();
        assertThat(rows("oncemq_user_role")).isZero();
    }

    @Test
    default void hostileNamesOfUsersAndRolesAreData() throws Exception {
        List<String> names = HostileStrings.all().stream()
                .filter(name -> name.length() <= 255 && StoredText.fitsUtf8(name) && name.indexOf('\0') < 0)
                .toList();
        assertThat(names).hasSizeGreaterThan(200);
        for (String name : names) {
            assertThat(users().add(name, name)).as(name).isTrue();
            users().grant(name, name);
        }

        assertThat(listed()).extracting(UserRecord::name).containsExactlyInAnyOrderElementsOf(names);
        assertThat(listed()).allSatisfy(user -> assertThat(user.roles()).containsExactly(user.name()));
        for (String name : names.subList(1, names.size())) {
            assertThat(users().remove(name)).as(name).isTrue();
        }
        assertThat(listed()).extracting(UserRecord::name).containsExactly(names.get(0));
        users().removeAll();
    }

    @Test
    default void changesAreTakenBack() throws Exception {
        users().add("alice", "1");
        users().add("bob", "2");
        users().grant("alice", "staff");

        assertThat(users().changeCredential("alice", "3")).isTrue();
        assertThat(users().changeCredential("nobody", "3")).isFalse();
        assertThat(users().revoke("alice", "boss")).isFalse();
        assertThat(listed().get(0)).isEqualTo(new UserRecord("alice", "3", Set.of("staff")));
        assertThat(users().revoke("alice", "staff")).isTrue();
        assertThat(listed().get(0).roles()).isEmpty();
        assertThat(users().remove("alice")).isTrue();
        assertThat(users().remove("alice")).isFalse();
        users().removeAll();
    }

    @Test
    default void aRoleIsGrantedToUsersOnly() {
        assertThatThrownBy(() -> users().grant("nobody", "staff"))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("nobody");
    }

    @Test
    default void theLastUserStays() throws Exception {
        users().add("alice", "1");

        assertThatThrownBy(() -> users().remove("alice")).isInstanceOf(StoreRefusedException.class);

        assertThat(listed()).hasSize(1);
        users().removeAll();
    }

    /** Two administrators remove the last two users at once: one of them is refused. */
    @Test
    default void ofTwoLastUsersThatAreRemovedAtOnceOneStays() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 10; round++) {
                users().add("alice", "1");
                users().add("bob", "2");
                CyclicBarrier together = new CyclicBarrier(2);
                List<Future<Boolean>> removals = List.of(
                        threads.submit(() -> removed("alice", together)),
                        threads.submit(() -> removed("bob", together)));

                boolean first = removals.get(0).get(30, TimeUnit.SECONDS);
                boolean second = removals.get(1).get(30, TimeUnit.SECONDS);

                assertThat(first).as("round " + round).isNotEqualTo(second);
                assertThat(listed()).hasSize(1);
                users().removeAll();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private boolean removed(String name, CyclicBarrier together) throws Exception {
        together.await(30, TimeUnit.SECONDS);
        try {
            return users().remove(name);
        } catch (StoreRefusedException e) {
            return false;
        }
    }

    @Test
    default void permissionIsThereUntilItIsDenied() throws Exception {
        PermissionRecord permission = new PermissionRecord("staff", "orders.'>", "send");
        PermissionRecord other = new PermissionRecord("staff", "orders.'>", "consume");
        users().allow(List.of(permission));
        users().allow(List.of(permission, other));

        assertThat(users().list().permissions()).containsExactly(other, permission);
        users().deny(List.of(permission));
        assertThatThrownBy(() -> users().deny(List.of(permission))).isInstanceOf(StoreRefusedException.class);
        assertThatThrownBy(() -> users().deny(List.of(other, permission)))
                .isInstanceOf(StoreRefusedException.class)
                .hasMessageContaining("orders.'>")
                .hasMessageContaining("send");
        assertThat(users().list().permissions()).as("all or nothing").containsExactly(other);
        users().deny(List.of(other));
        assertThat(users().list().permissions()).isEmpty();
    }

    @Test
    default void anotherNodeSeesTheVersionRise() throws Exception {
        UserRecords elsewhere = openAgain().users();
        long before = elsewhere.version();

        users().add("alice", "1");

        assertThat(elsewhere.version()).isGreaterThan(before);
        assertThat(elsewhere.list().version()).isEqualTo(elsewhere.version());
        assertThat(elsewhere.list().users()).hasSize(1);
        elsewhere.removeAll();
        assertThat(listed()).isEmpty();
    }
}
