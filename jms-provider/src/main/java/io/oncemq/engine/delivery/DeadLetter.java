// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.delivery;

/** The properties that a dead letter carries beside its own. */
public final class DeadLetter {
    /** Name of the queue or topic it was sent to. */
    public static final String ORIGIN = "JMS_OnceMQ_Origin";

    /** {@code queue} or {@code topic}. */
    public static final String ORIGIN_KIND = "JMS_OnceMQ_OriginKind";

    /** The subscription it was for, if it came from a topic. */
    public static final String SUBSCRIPTION = "JMS_OnceMQ_Subscription";

    /** How often it was delivered in vain; an int. */
    public static final String ATTEMPTS = "JMS_OnceMQ_Attempts";

    /** Why it is here. */
    public static final String REASON = "JMS_OnceMQ_Reason";

    /** What the application threw the last time, if it threw: class and message. */
    public static final String LAST_ERROR = "JMS_OnceMQ_LastError";

    private static final int MAX_ERROR_LENGTH = 2_000;

    private DeadLetter() {}

    static String describe(Throwable error) {
        StringBuilder text = new StringBuilder();
        Throwable each = error;
        for (int depth = 0; each != null && depth < 8; depth++, each = each.getCause()) {
            text.append(depth == 0 ? "" : " <- ").append(each.getClass().getName());
            if (each.getMessage() != null) {
                text.append(": ").append(each.getMessage());
            }
        }
        return text.length() <= MAX_ERROR_LENGTH ? text.toString() : text.substring(0, MAX_ERROR_LENGTH);
    }
}
