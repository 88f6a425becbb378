// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.testkit;

import io.oncemq.ra.OnceMqResourceAdapter;
import io.oncemq.ra.inbound.OnceMqActivationSpec;
import io.oncemq.ra.outbound.ManagedFactory;
import io.oncemq.ra.outbound.OnceMqManagedConnectionFactory;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.XATerminator;
import jakarta.resource.spi.work.ExecutionContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkManager;
import jakarta.resource.spi.work.WorkRejectedException;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Timer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** An application server as far as a resource adapter can see it. */
public final class Server implements BootstrapContext, WorkManager, AutoCloseable {
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "server-work");
        thread.setDaemon(true);
        return thread;
    });

    public final Transactions transactions;
    public final Pool pool;

    /** How many works to reject before one is taken again. */
    public final AtomicInteger rejections = new AtomicInteger();

    /** How many works to fail on, as no WorkManager should, before one is taken again. */
    public final AtomicInteger failures = new AtomicInteger();

    /** Closed, no work is taken until it opens: whoever brings one waits, as WildFly makes it. */
    public volatile CountDownLatch threadIsFree = new CountDownLatch(0);

    public Server() {
        this(true);
    }

    public Server(boolean joins) {
        transactions = new Transactions(joins);
        pool = new Pool(transactions);
    }

    public OnceMqResourceAdapter start(String url) throws ResourceException {
        return start(url, adapter -> {});
    }

    public OnceMqResourceAdapter start(String url, Consumer<OnceMqResourceAdapter> more) throws ResourceException {
        OnceMqResourceAdapter adapter = new OnceMqResourceAdapter();
        adapter.setUrl(url);
        // What a power cut leaves behind is tested elsewhere; here each commit need not wait for the disk.
        adapter.setDurability("process");
        more.accept(adapter);
        adapter.start(this);
        return adapter;
    }

    public static OnceMqManagedConnectionFactory configured(OnceMqResourceAdapter adapter) throws ResourceException {
        OnceMqManagedConnectionFactory factory = new OnceMqManagedConnectionFactory();
        factory.setResourceAdapter(adapter);
        return factory;
    }

    /** As an application of this server has it. */
    public ManagedFactory factory(OnceMqResourceAdapter adapter) throws ResourceException {
        return configured(adapter).createConnectionFactory(pool);
    }

    public static OnceMqActivationSpec onQueue(String name) {
        OnceMqActivationSpec spec = new OnceMqActivationSpec();
        spec.setDestinationType("jakarta.jms.Queue");
        spec.setDestination(name);
        return spec;
    }

    public static OnceMqActivationSpec onTopic(String name) {
        OnceMqActivationSpec spec = new OnceMqActivationSpec();
        spec.setDestinationType("jakarta.jms.Topic");
        spec.setDestination(name);
        return spec;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    // ---- BootstrapContext

    @Override
    public WorkManager getWorkManager() {
        return this;
    }

    @Override
    public @Nullable XATerminator getXATerminator() {
        return null;
    }

    @Override
    public Timer createTimer() {
        return new Timer("server-timer", true);
    }

    @Override
    public boolean isContextSupported(Class<? extends WorkContext> type) {
        return false;
    }

    @Override
    public @Nullable TransactionSynchronizationRegistry getTransactionSynchronizationRegistry() {
        return null;
    }

    // ---- WorkManager

    @Override
    public void scheduleWork(Work work) throws WorkException {
        if (rejections.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new WorkRejectedException("no thread to spare");
        }
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("the work manager is being replaced");
        }
        try {
            threadIsFree.await();
        } catch (InterruptedException e) {
            throw new WorkRejectedException("interrupted", e);
        }
        threads.execute(work);
    }

    @Override
    public void scheduleWork(
            Work work, long startTimeout, @Nullable ExecutionContext context, @Nullable WorkListener listener)
            throws WorkException {
        scheduleWork(work);
    }

    @Override
    public void doWork(Work work) {
        throw new UnsupportedOperationException("blocks the caller");
    }

    @Override
    public void doWork(Work work, long timeout, ExecutionContext context, WorkListener listener) {
        throw new UnsupportedOperationException("blocks the caller");
    }

    @Override
    public long startWork(Work work) {
        throw new UnsupportedOperationException("blocks the caller");
    }

    @Override
    public long startWork(Work work, long timeout, ExecutionContext context, WorkListener listener) {
        throw new UnsupportedOperationException("blocks the caller");
    }
}
