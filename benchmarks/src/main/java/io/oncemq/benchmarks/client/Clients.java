// SPDX-License-Identifier: Apache-2.0
package io.oncemq.benchmarks.client;

/** Makes the clients of one queue. */
public interface Clients {
    /**
     * A client that sends.
     *
     * @param transacted whether sends wait for {@link Sender#commit}
     */
    Sender sender(Traffic traffic, boolean transacted) throws Exception;

    /**
     * A client that receives, and checks that each body is what was sent. Not transacted, it acknowledges each message
     * before it returns it, as far as the system keeps that promise.
     */
    Receiver receiver(Traffic traffic, boolean transacted) throws Exception;

    /** A client that receives plain traffic in XA transactions. */
    XaReceiver xaReceiver() throws Exception;
}
