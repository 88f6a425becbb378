// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import io.oncemq.engine.Engine;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What connections need of their node.
 *
 * @param engine open as long as there are connections
 * @param executor runs message, completion and exception listeners; never refuses or runs them on the caller's thread
 * @param clientIds shared by all connections that must not use the same client ID; null where several may
 */
public record NodeAccess(Engine engine, Executor executor, @Nullable ClientIds clientIds) {}
