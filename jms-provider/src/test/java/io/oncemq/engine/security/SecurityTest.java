// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.message.DestinationName;
import io.oncemq.store.UserRecords.PermissionRecord;
import io.oncemq.testkit.MemoryUsers;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SecurityTest {
    private static final DestinationName ORDERS = DestinationName.queue("orders");

    private final MemoryUsers records = new MemoryUsers();
    private final List<String> heard = new ArrayList<>();
    private final AtomicLong nanoTime = new AtomicLong();
    private final Security security = new Security(records, new Hearing(), nanoTime::get);
    private final Users users = new Users(records, security, () -> {});

    @BeforeEach
    void read() throws Exception {
        security.refresh();
    }

    private void closeWith(String user, String password) throws Exception {
        users.add(user, password);
    }

    private String refusal(@Nullable String user, @Nullable String password) {
        return String.valueOf(catchThrowableOfType(AccessDeniedException.class, () -> security.login(user, password))
                .getMessage());
    }

    @Test
    void nobodyGetsInBeforeTheRulesWereRead() {
        MemoryUsers unanswered = new MemoryUsers() {
            @Override
            public synchronized long version() {
                return -1;
            }
        };
        Security unread = new Security(unanswered, new Hearing(), nanoTime::get);

        assertThat(unread.isOpen()).isFalse();
        assertThat(catchThrowableOfType(AccessDeniedException.class, () -> unread.login(null, null)))
                .isNotNull();
    }

    @Test
    void withoutUsersEverybodyMayDoEverything() throws Exception {
        Access access = security.login("whoever", "whatever");

        assertThat(EnumSet.allOf(Action.class)).allMatch(action -> access.allows(action, ORDERS));
        assertThat(access.isCurrent()).isTrue();
        assertThat(access.user()).as("not verified").isEmpty();
        assertThat(heard).containsExactly("guarded 0");
    }

    @Test
    void theFirstUserClosesTheStore() throws Exception {
        Access before = security.login(null, null);
        closeWith("alice", "secret");

        assertThat(security.isOpen()).isFalse();
        assertThat(before.allows(Action.SEND, ORDERS)).isFalse();
        assertThat(before.isCurrent()).isFalse();
        assertThat(refusal(null, null)).contains("jmsUser", "jmsPassword");
        assertThat(refusal("", "secret")).isEqualTo(refusal(null, null));
        assertThat(security.login("alice", "secret").user()).isEqualTo("alice");
        assertThat(heard).contains("guarded 1", "refused ''");
    }

    @Test
    void anUnknownUserAndAWrongPasswordAreToldAlike() throws Exception {
        closeWith("alice", "secret");

        String unknown = refusal("bob", "secret");

        assertThat(refusal("alice", "Secret")).isEqualTo(unknown);
        assertThat(refusal("alice", "")).isEqualTo(unknown);
        assertThat(refusal("alice", null)).isEqualTo(unknown);
        assertThat(unknown).doesNotContain("bob").doesNotContain("secret");
        assertThat(heard).contains("refused 'bob'", "refused 'alice'").noneMatch(line -> line.contains("secret"));
    }

    @Test
    void whoIsUnknownTakesAsManyRoundsAsWhoIsKnown() {
        records.add("alice", Credential.parse(weak("a")).text());

        Rules rules = Rules.of(records.list(), permission -> {});

        assertThat(rules.roundsOfSomebody("anybody")).isEqualTo(3);
    }

    private static String weak(String password) {
        return Credential.of(password).text().replace(":" + Credential.ROUNDS + ":", ":3:");
    }

    @Test
    void aPasswordThatWasRightIsNotHashedAgainForAWhile() throws Exception {
        VerifiedPasswords verified = new VerifiedPasswords(nanoTime::get);
        verified.add("alice", "credential", "secret");

        assertThat(verified.contains("alice", "credential", "secret")).isTrue();
        assertThat(verified.contains("alice", "credential", "Secret")).isFalse();
        assertThat(verified.contains("alice", "another", "secret")).isFalse();
        assertThat(verified.contains("bob", "credential", "secret")).isFalse();
        nanoTime.addAndGet(TimeUnit.MINUTES.toNanos(5));
        assertThat(verified.contains("alice", "credential", "secret")).isFalse();
    }

    @Test
    void aUserWhoWasAddedElsewhereGetsInAtOnce() throws Exception {
        closeWith("alice", "secret");
        records.add("bob", Credential.of("elsewhere").text());

        assertThat(security.login("bob", "elsewhere").user()).isEqualTo("bob");
    }

    @Test
    void aChangedPasswordEndsWhatTheOldOneOpened() throws Exception {
        closeWith("alice", "secret");
        users.grant("alice", "staff");
        users.allow("staff", "orders", Set.of(Action.SEND));
        Access old = security.login("alice", "secret");
        assertThat(old.allows(Action.SEND, ORDERS)).isTrue();
        assertThat(old.isCurrent()).isTrue();

        users.changePassword("alice", "another");

        assertThat(old.allows(Action.SEND, ORDERS)).isFalse();
        assertThat(old.isCurrent()).isFalse();
        assertThat(catchThrowableOfType(AccessDeniedException.class, () -> old.require(Action.SEND, ORDERS)))
                .hasMessageContaining("connect again");
        assertThat(refusal("alice", "secret")).isNotEmpty();
        assertThat(security.login("alice", "another").allows(Action.SEND, ORDERS))
                .isTrue();
    }

    @Test
    void anotherUserOfTheSameNameDoesNotInheritConnections() throws Exception {
        closeWith("alice", "secret");
        users.add("bob", "one");
        users.allow("staff", ">", EnumSet.allOf(Action.class));
        users.grant("bob", "staff");
        Access old = security.login("bob", "one");

        users.remove("bob");
        users.add("bob", "one");
        users.grant("bob", "staff");

        assertThat(old.allows(Action.SEND, ORDERS)).isFalse();
    }

    @Test
    void rolesAddUpAndTakeNothingAway() throws Exception {
        closeWith("alice", "secret");
        users.allow("sender", "orders.>", Set.of(Action.SEND));
        users.allow("reader", "queue:*", Set.of(Action.CONSUME, Action.BROWSE));
        users.grant("alice", "sender");
        users.grant("alice", "reader");
        Access alice = security.login("alice", "secret");

        assertThat(alice.allows(Action.SEND, ORDERS)).isTrue();
        assertThat(alice.allows(Action.CONSUME, ORDERS)).isTrue();
        assertThat(alice.allows(Action.MANAGE, ORDERS)).isFalse();
        assertThat(alice.allows(Action.CONSUME, DestinationName.topic("orders")))
                .isFalse();
        users.revoke("alice", "sender");
        assertThat(alice.isCurrent()).as("what is missing is a role").isTrue();
        assertThat(alice.allows(Action.SEND, ORDERS)).isFalse();
        assertThat(alice.allows(Action.CONSUME, ORDERS)).isTrue();
        assertThat(catchThrowableOfType(AccessDeniedException.class, () -> alice.require(Action.SEND, ORDERS)))
                .hasMessageContaining("'alice' may not send on queue orders")
                .hasMessageContaining("permissions allow");
    }

    @Test
    void whatThisVersionCannotReadAllowsNothing() throws Exception {
        closeWith("alice", "secret");
        users.grant("alice", "staff");
        records.allow(
                List.of(new PermissionRecord("staff", "or*ders", "send"), new PermissionRecord("staff", ">", "purge")));
        security.refresh();

        Access alice = security.login("alice", "secret");

        assertThat(EnumSet.allOf(Action.class)).noneMatch(action -> alice.allows(action, ORDERS));
        assertThat(heard).anyMatch(line -> line.contains("or*ders")).anyMatch(line -> line.contains("purge"));
    }

    @Test
    void aDamagedCredentialLetsNobodyIn() throws Exception {
        closeWith("alice", "secret");
        records.add("bob", "plain");

        refusal("bob", "plain");

        assertThat(heard).contains("refused 'bob'").noneMatch(line -> line.contains("plain"));
    }

    @Test
    void changesAreTold() throws Exception {
        List<String> told = new ArrayList<>();
        Runnable listening = () -> told.add("changed");
        security.onChange(listening);

        closeWith("alice", "secret");
        security.refresh();
        security.offChange(listening);
        users.grant("alice", "staff");

        assertThat(told).containsExactly("changed");
    }

    private final class Hearing implements EngineListener {
        @Override
        public void storeGuarded(int count) {
            heard.add("guarded " + count);
        }

        @Override
        public void loginRefused(String user) {
            heard.add("refused '" + user + "'");
        }

        @Override
        public void unexpected(String where, @Nullable Throwable cause) {
            heard.add(where);
        }
    }
}
