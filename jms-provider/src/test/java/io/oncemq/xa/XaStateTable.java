// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import static org.assertj.core.api.Assertions.assertThat;

import io.oncemq.engine.transaction.EngineXaResource;
import io.oncemq.message.DestinationName;
import io.oncemq.store.BranchXid;
import io.oncemq.store.MessageStore;
import io.oncemq.testkit.EngineFixture;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Every state of a branch, every call with every flag, the code that must come back (X/Open XA, tables 6-2 and 6-4;
 * Jakarta Transactions 3.4). The calls are made by a session "here"; a branch may be worked on by another session of the
 * node, or have been prepared by another node.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class XaStateTable {
    /** More lenient than the letter: rollback of a branch that is worked on ends it at once, and its end is accepted. */
    private static final String TABLE =
            """
            state                 | start   join       resume    start? | end       fail suspend   end?  | prepare    commit onephase   rollback forget
            NONE                  | OK      NOTA       NOTA      INVAL  | NOTA      NOTA NOTA      INVAL | NOTA       NOTA   NOTA       NOTA     NOTA
            WORKING               | PROTO   PROTO      PROTO     INVAL  | OK        OK   OK        INVAL | PROTO      PROTO  PROTO      OK       PROTO
            WORKING_ELSEWHERE     | DUPID   OK         PROTO     INVAL  | PROTO     PROTO PROTO    INVAL | PROTO      PROTO  PROTO      OK       PROTO
            SUSPENDED             | DUPID   PROTO      OK        INVAL  | OK        OK   PROTO     INVAL | PROTO      PROTO  PROTO      OK       PROTO
            SUSPENDED_ELSEWHERE   | DUPID   OK         PROTO     INVAL  | PROTO     PROTO PROTO    INVAL | PROTO      PROTO  PROTO      OK       PROTO
            IDLE                  | DUPID   OK         PROTO     INVAL  | PROTO     PROTO PROTO    INVAL | OK         PROTO  OK         OK       PROTO
            IDLE_EMPTY            | DUPID   OK         PROTO     INVAL  | PROTO     PROTO PROTO    INVAL | RDONLY     PROTO  OK         OK       PROTO
            FAILED                | DUPID   RBROLLBACK PROTO     INVAL  | PROTO     PROTO PROTO    INVAL | RBROLLBACK PROTO  RBROLLBACK OK       PROTO
            LATE                  | DUPID   RBTIMEOUT  PROTO     INVAL  | PROTO     PROTO PROTO    INVAL | RBTIMEOUT  PROTO  RBTIMEOUT  OK       PROTO
            WORKING_LATE          | PROTO   PROTO      PROTO     INVAL  | RBTIMEOUT OK   RBTIMEOUT INVAL | PROTO      PROTO  PROTO      OK       PROTO
            SUSPENDED_LATE        | DUPID   PROTO      RBTIMEOUT INVAL  | RBTIMEOUT OK   PROTO     INVAL | PROTO      PROTO  PROTO      OK       PROTO
            PREPARED              | DUPID   PROTO      PROTO     INVAL  | PROTO     PROTO PROTO    INVAL | PROTO      OK     PROTO      OK       PROTO
            PREPARED_LATE         | DUPID   PROTO      PROTO     INVAL  | PROTO     PROTO PROTO    INVAL | PROTO      OK     PROTO      OK       PROTO
            PREPARED_BY_NODE      | OK      PROTO      PROTO     INVAL  | PROTO     PROTO PROTO    INVAL | PROTO      OK     PROTO      OK       PROTO
            COMMITTED             | OK      NOTA       NOTA      INVAL  | NOTA      NOTA NOTA      INVAL | NOTA       NOTA   NOTA       NOTA     NOTA
            ONEPHASE_COMMITTED    | OK      NOTA       NOTA      INVAL  | NOTA      NOTA NOTA      INVAL | NOTA       NOTA   NOTA       NOTA     NOTA
            ROLLED_BACK           | OK      NOTA       NOTA      INVAL  | NOTA      NOTA NOTA      INVAL | NOTA       NOTA   NOTA       NOTA     NOTA
            READ_ONLY             | OK      NOTA       NOTA      INVAL  | NOTA      NOTA NOTA      INVAL | NOTA       NOTA   NOTA       NOTA     NOTA
            REFUSED               | OK      NOTA       NOTA      INVAL  | NOTA      NOTA NOTA      INVAL | NOTA       NOTA   NOTA       NOTA     NOTA
            ROLLED_BACK_WORKING   | PROTO   PROTO      PROTO     INVAL  | OK        OK   OK        INVAL | NOTA       NOTA   NOTA       NOTA     NOTA
            ROLLED_BACK_SUSPENDED | OK      PROTO      NOTA      INVAL  | OK        OK   PROTO     INVAL | NOTA       NOTA   NOTA       NOTA     NOTA
            WORKING_ON_ANOTHER    | PROTO   PROTO      PROTO     INVAL  | NOTA      NOTA NOTA      INVAL | NOTA       NOTA   NOTA       NOTA     NOTA
            IN_LOCAL_TRANSACTION  | OUTSIDE OUTSIDE    OUTSIDE   INVAL  | NOTA      NOTA NOTA      INVAL | NOTA       NOTA   NOTA       NOTA     NOTA
            """;

    private static final DestinationName QUEUE = DestinationName.queue("table");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private EngineFixture node;
    private EngineFixture other;

    /** The same store for each call. */
    abstract MessageStore openStore() throws Exception;

    @BeforeAll
    void open() throws Exception {
        node = EngineFixture.open(openStore(), EngineFixture.settings("here", 10, Duration.ZERO));
        other = EngineFixture.open(openStore(), EngineFixture.settings("there", 10, Duration.ZERO));
    }

    @AfterAll
    void close() {
        node.close();
        other.close();
    }

    @TestFactory
    Stream<DynamicTest> everyCallInEveryStateAnswersAsXaSays() throws Exception {
        List<String[]> rows = TABLE.lines()
                .map(line -> line.replace("|", " ").strip().split("\\s+"))
                .toList();
        String[] calls = rows.get(0);
        List<Cell> cells = new ArrayList<>();
        for (String[] row : rows.subList(1, rows.size())) {
            for (int column = 1; column < row.length; column++) {
                cells.add(new Cell(row[0], calls[column], row[column]));
            }
        }
        for (Cell cell : cells) {
            cell.reach();
        }
        // Once for all that are to be late.
        long late = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(3_050);
        while (System.nanoTime() - late < 0) {
            LockSupport.parkNanos(late - System.nanoTime());
        }
        return cells.stream().map(cell -> DynamicTest.dynamicTest(cell.toString(), cell::check));
    }

    /** One state, one call, one answer. */
    private final class Cell {
        private final String state;
        private final String call;
        private final String expected;
        private final BranchXid xid = new BranchXid(
                77, ByteBuffer.allocate(4).putInt(NUMBER.incrementAndGet()).array(), new byte[] {(byte) node.hashCode()
                });
        private final EngineXaResource here = node.engine().newXaResource();
        private final EngineXaResource elsewhere = node.engine().newXaResource();

        Cell(String state, String call, String expected) {
            this.state = state;
            this.call = call;
            this.expected = expected;
        }

        void reach() throws Exception {
            EngineXaResource worker = state.endsWith("ELSEWHERE") ? elsewhere : here;
            if (state.endsWith("LATE")) {
                // Enough for the calls that must come in time even if the machine pauses.
                worker.setTransactionTimeout(3);
            }
            switch (state) {
                case "NONE" -> {}
                case "WORKING", "WORKING_ELSEWHERE", "WORKING_LATE" -> work(node, worker, xid);
                case "SUSPENDED", "SUSPENDED_ELSEWHERE", "SUSPENDED_LATE" -> suspend(worker);
                case "IDLE_EMPTY" -> {
                    here.start(xid, XAResource.TMNOFLAGS);
                    here.end(xid, XAResource.TMSUCCESS);
                }
                case "FAILED" -> {
                    work(node, here, xid);
                    here.end(xid, XAResource.TMFAIL);
                }
                case "IDLE", "LATE" -> idle(node, here);
                case "PREPARED", "PREPARED_LATE" -> {
                    idle(node, here);
                    assertThat(here.prepare(xid)).isEqualTo(XAResource.XA_OK);
                }
                case "PREPARED_BY_NODE" -> {
                    EngineXaResource there = other.engine().newXaResource();
                    idle(other, there);
                    assertThat(there.prepare(xid)).isEqualTo(XAResource.XA_OK);
                }
                case "COMMITTED" -> {
                    idle(node, here);
                    here.prepare(xid);
                    here.commit(xid, false);
                }
                case "ONEPHASE_COMMITTED" -> {
                    idle(node, here);
                    here.commit(xid, true);
                }
                case "ROLLED_BACK" -> {
                    idle(node, here);
                    here.rollback(xid);
                }
                case "READ_ONLY" -> {
                    here.start(xid, XAResource.TMNOFLAGS);
                    here.end(xid, XAResource.TMSUCCESS);
                    assertThat(here.prepare(xid)).isEqualTo(XAResource.XA_RDONLY);
                }
                case "REFUSED" -> {
                    work(node, here, xid);
                    here.end(xid, XAResource.TMFAIL);
                    assertThat(XaCode.ofVote(() -> here.prepare(xid))).isEqualTo("RBROLLBACK");
                }
                case "ROLLED_BACK_WORKING" -> {
                    work(node, here, xid);
                    elsewhere.rollback(xid);
                }
                case "ROLLED_BACK_SUSPENDED" -> {
                    suspend(here);
                    elsewhere.rollback(xid);
                }
                case "WORKING_ON_ANOTHER" ->
                    work(node, here, new BranchXid(78, xid.globalTransactionId(), xid.branchQualifier()));
                case "IN_LOCAL_TRANSACTION" -> here.outside(true);
                default -> throw new AssertionError(state);
            }
        }

        private void suspend(EngineXaResource worker) throws Exception {
            work(node, worker, xid);
            worker.end(xid, XAResource.TMSUSPEND);
        }

        private void idle(EngineFixture on, EngineXaResource worker) throws Exception {
            work(on, worker, xid);
            worker.end(xid, XAResource.TMSUCCESS);
        }

        void check() {
            assertThat(answer()).as(toString()).isEqualTo(expected);
            // Whatever was answered, the state that remains can be ended.
            XaCode.of(() -> here.end(xid, XAResource.TMFAIL));
            XaCode.of(() -> elsewhere.end(xid, XAResource.TMFAIL));
            assertThat(XaCode.of(() -> here.rollback(xid))).isIn("OK", "NOTA");
            assertThat(XaCode.of(() -> here.rollback(xid))).isIn("NOTA", "OK");
            assertThat(XaCode.of(() -> here.rollback(xid))).isEqualTo("NOTA");
        }

        private String answer() {
            return switch (call) {
                case "start" -> XaCode.of(() -> here.start(xid, XAResource.TMNOFLAGS));
                case "join" -> XaCode.of(() -> here.start(xid, XAResource.TMJOIN));
                case "resume" -> XaCode.of(() -> here.start(xid, XAResource.TMRESUME));
                case "start?" -> XaCode.of(() -> here.start(xid, XAResource.TMSUSPEND));
                case "end" -> XaCode.of(() -> here.end(xid, XAResource.TMSUCCESS));
                case "fail" -> XaCode.of(() -> here.end(xid, XAResource.TMFAIL));
                case "suspend" -> XaCode.of(() -> here.end(xid, XAResource.TMSUSPEND));
                case "end?" -> XaCode.of(() -> here.end(xid, XAResource.TMNOFLAGS));
                case "prepare" -> XaCode.ofVote(() -> here.prepare(xid));
                case "commit" -> XaCode.of(() -> here.commit(xid, false));
                case "onephase" -> XaCode.of(() -> here.commit(xid, true));
                case "rollback" -> XaCode.of(() -> here.rollback(xid));
                case "forget" -> XaCode.of(() -> here.forget(xid));
                default -> throw new AssertionError(call);
            };
        }

        @Override
        public String toString() {
            return call + " of a branch that is " + state + " answers " + expected;
        }
    }

    @TestFactory
    Stream<DynamicTest> recoverAnswersAsItsFlagsSay() {
        return Stream.of(
                        new Scan(XAResource.TMSTARTRSCAN, true, "OK"),
                        new Scan(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN, true, "OK"),
                        new Scan(XAResource.TMENDRSCAN, false, "OK"),
                        new Scan(XAResource.TMNOFLAGS, false, "OK"),
                        new Scan(XAResource.TMJOIN, false, "INVAL"),
                        new Scan(XAResource.TMSTARTRSCAN | XAResource.TMFAIL, false, "INVAL"))
                .map(scan -> DynamicTest.dynamicTest(scan.toString(), () -> check(scan)));
    }

    private record Scan(int flags, boolean lists, String answer) {}

    private void check(Scan scan) throws Exception {
        BranchXid xid =
                new BranchXid(79, ByteBuffer.allocate(4).putInt(scan.flags).array(), new byte[0]);
        EngineXaResource there = other.engine().newXaResource();
        work(other, there, xid);
        there.end(xid, XAResource.TMSUCCESS);
        there.prepare(xid);
        EngineXaResource here = node.engine().newXaResource();

        assertThat(XaCode.of(() -> {
                    boolean found = List.of(here.recover(scan.flags)).contains(xid);
                    assertThat(found).isEqualTo(scan.lists);
                }))
                .isEqualTo(scan.answer);

        there.rollback(xid);
    }

    private static void work(EngineFixture on, EngineXaResource resource, BranchXid xid) throws Exception {
        try {
            resource.start(xid, XAResource.TMNOFLAGS);
        } catch (XAException e) {
            throw new AssertionError(XaCode.name(e), e);
        }
        Objects.requireNonNull(resource.currentWork()).send(on.message(QUEUE, "work", 4), EngineFixture.ORIGIN);
    }
}
