// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.system;

import io.oncemq.benchmarks.client.Clients;

/** A system that runs in this JVM. */
public interface SystemUnderTest {
    /** The clients of a queue that is there or comes with its first use. */
    Clients clients(String queue) throws Exception;

    /** Stops in good order; what is stored stays. */
    void stop() throws Exception;
}
