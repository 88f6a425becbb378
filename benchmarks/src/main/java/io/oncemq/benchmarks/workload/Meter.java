// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.workload;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.oncemq.benchmarks.cell.CellResult;
import java.lang.management.ManagementFactory;

/** What this JVM has used since the meter was made: processor time and allocation. A database server's is not in it. For
 * one thread. */
final class Meter {
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final ThreadMXBean THREADS = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

    private long begun = System.nanoTime();
    private long processor = PROCESS.getProcessCpuTime();
    private long allocated = allocated();

    /** What is used until {@link #resume} is not counted; nothing is asked of a meter that pauses. */
    void pause() {
        begun = System.nanoTime() - begun;
        processor = PROCESS.getProcessCpuTime() - processor;
        allocated = allocated() - allocated;
    }

    void resume() {
        pause();
    }

    double seconds() {
        return (System.nanoTime() - begun) / 1e9;
    }

    double processorSeconds() {
        return (PROCESS.getProcessCpuTime() - processor) / 1e9;
    }

    void perMessage(CellResult result, long messages) {
        if (messages > 0) {
            result.metric("cpu us/message", processorSeconds() * 1e6 / messages);
            result.metric("allocated bytes/message", (double) (allocated() - allocated) / messages);
        }
    }

    static int threads() {
        return THREADS.getThreadCount();
    }

    /** What is live after a collection. */
    static double heapMebibytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1048576.0;
    }

    /** Threads that have ended are not counted; those of the measured time have not. */
    private static long allocated() {
        long sum = 0;
        for (long bytes : THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds())) {
            sum += Math.max(0, bytes);
        }
        return sum;
    }
}
