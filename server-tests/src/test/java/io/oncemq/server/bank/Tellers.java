// SPDX-License-Identifier: Apache-2.0
package io.oncemq.server.bank;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The load: threads that transfer without a pause, as many as the system property {@code bank.tellers} says. Each says
 * {@code SENT transfer} when the transaction has returned.
 */
@Singleton
@Startup
public class Tellers {
    private static final int ACCOUNTS = 64;

    @EJB
    private Debits debits;

    @Resource
    private ManagedExecutorService threads;

    private volatile boolean closed;

    @PostConstruct
    void open() {
        for (int i = 0; i < Integer.getInteger("bank.tellers", 0); i++) {
            threads.execute(this::work);
        }
    }

    @PreDestroy
    void close() {
        closed = true;
    }

    private void work() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        while (!closed) {
            String id = UUID.randomUUID().toString();
            try {
                debits.transfer(id, random.nextInt(ACCOUNTS), random.nextInt(ACCOUNTS), 1 + random.nextInt(100));
                System.out.println("SENT " + id);
            } catch (EJBException e) {
                // Rolled back, or on its way to be: an account that a branch in doubt holds, a server that stops.
                System.out.println("NOT SENT " + id + ": " + e);
            }
        }
    }
}
