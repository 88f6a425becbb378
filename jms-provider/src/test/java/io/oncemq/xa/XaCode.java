// SPDX-License-Identifier: Apache-2.0
package io.oncemq.xa;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.TreeMap;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;

/** What a call of an XAResource answered, by the name that the XA specification gives it. */
final class XaCode {
    private static final Map<Integer, String> NAMES = names();

    private XaCode() {}

    /** A call that answers with an exception, a vote, or nothing. */
    @FunctionalInterface
    interface Call {
        void run() throws XAException;
    }

    @FunctionalInterface
    interface Vote {
        int get() throws XAException;
    }

    static String of(Call call) {
        try {
            call.run();
            return "OK";
        } catch (XAException e) {
            return name(e);
        }
    }

    static String ofVote(Vote vote) {
        try {
            return vote.get() == XAResource.XA_RDONLY ? "RDONLY" : "OK";
        } catch (XAException e) {
            return name(e);
        }
    }

    static String name(XAException e) {
        return NAMES.getOrDefault(e.errorCode, "code " + e.errorCode);
    }

    private static Map<Integer, String> names() {
        Map<Integer, String> names = new TreeMap<>();
        for (Field field : XAException.class.getFields()) {
            if (field.getType() == int.class
                    && field.getName().startsWith("XA")
                    && !field.getName().matches("XA_RB(BASE|END)")) {
                try {
                    names.put(field.getInt(null), field.getName().replaceFirst("^XA(ER)?_", ""));
                } catch (IllegalAccessException e) {
                    throw new AssertionError(e);
                }
            }
        }
        return names;
    }
}
