// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.oncemq.engine.event.EngineListener;
import io.oncemq.engine.security.AccessDeniedException;
import io.oncemq.engine.security.Security;
import io.oncemq.selector.Selector;
import io.oncemq.selector.SelectorSyntaxException;
import io.oncemq.spec.Section;
import io.oncemq.store.StoreConflictException;
import io.oncemq.store.StoreFullException;
import io.oncemq.store.StoreRefusedException;
import io.oncemq.testkit.MemoryUsers;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Section("10.2")
class JmsErrorsTest {
    @ParameterizedTest
    @DisplayName("The unchecked twin of each exception (specification, 8.6)")
    @ValueSource(
            strings = {
                "IllegalState",
                "InvalidClientID",
                "InvalidDestination",
                "InvalidSelector",
                "JMSSecurity",
                "MessageFormat",
                "MessageNotWriteable",
                "ResourceAllocation",
                "TransactionInProgress",
                "TransactionRolledBack",
                "JMS"
            })
    void eachCheckedExceptionBecomesItsUncheckedTwin(String name) throws Exception {
        JMSException checked = checked("jakarta.jms." + name + "Exception");

        JMSRuntimeException unchecked = JmsErrors.unchecked(checked);

        assertThat(unchecked).isExactlyInstanceOf(Class.forName("jakarta.jms." + name + "RuntimeException"));
        assertThat(unchecked).hasMessage("why").hasCause(checked);
        assertThat(unchecked.getErrorCode()).isEqualTo("code");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MessageEOF", "MessageNotReadable"})
    void anExceptionWithoutTwinBecomesTheGeneralOne(String name) throws Exception {
        assertThat(JmsErrors.unchecked(checked("jakarta.jms." + name + "Exception")))
                .isExactlyInstanceOf(JMSRuntimeException.class);
    }

    @Test
    void everyErrorHasItsOwnCodeAndKeepsItsCause() throws Exception {
        Map<String, String> methodByCode = new HashMap<>();
        List<Method> factories = Arrays.stream(JmsErrors.class.getDeclaredMethods())
                .filter(method ->
                        Modifier.isStatic(method.getModifiers()) && !Modifier.isPrivate(method.getModifiers()))
                .filter(method -> JMSException.class.isAssignableFrom(method.getReturnType()))
                .toList();
        assertThat(factories).hasSizeGreaterThan(20);

        for (Method factory : factories) {
            Object[] arguments = Arrays.stream(factory.getParameterTypes())
                    .map(JmsErrorsTest::sample)
                    .toArray();
            JMSException error = (JMSException) factory.invoke(null, arguments);

            assertThat(error.getErrorCode()).as(factory.getName()).matches("ONCEMQ-\\d{4}");
            assertThat(methodByCode.put(error.getErrorCode(), factory.getName()))
                    .as(factory.getName())
                    .isNull();
            Arrays.stream(arguments).filter(Exception.class::isInstance).forEach(cause -> assertThat(error)
                    .as(factory.getName())
                    .hasCause((Exception) cause)
                    .extracting(JMSException::getLinkedException)
                    .isSameAs(cause));
        }
    }

    private static Object sample(Class<?> type) {
        if (type == String.class || type == Object.class) {
            return "x";
        } else if (type == Class.class) {
            return String.class;
        } else if (type == io.oncemq.message.DestinationName.class) {
            return io.oncemq.message.DestinationName.queue("q");
        } else if (type.isAssignableFrom(IllegalArgumentException.class)) {
            return new IllegalArgumentException("cause");
        } else if (type == ClassNotFoundException.class) {
            return new ClassNotFoundException("cause");
        }
        return sampleOfLaterErrors(type);
    }

    private static Object sampleOfLaterErrors(Class<?> type) {
        if (type == int.class) {
            return 1;
        } else if (type == long.class) {
            return 1L;
        } else if (type == boolean.class) {
            return true;
        } else if (type.isAssignableFrom(StoreConflictException.class)) {
            return new StoreConflictException("cause", null);
        } else if (type == StoreFullException.class) {
            return new StoreFullException("cause");
        } else if (type == StoreRefusedException.class) {
            return new StoreRefusedException("cause", null);
        } else if (type == AccessDeniedException.class) {
            return assertThrows(AccessDeniedException.class, JmsErrorsTest::refusedLogin);
        } else if (type == SelectorSyntaxException.class) {
            return assertThrows(SelectorSyntaxException.class, () -> Selector.parse("="));
        }
        throw new AssertionError("no sample of " + type);
    }

    private static void refusedLogin() throws Exception {
        MemoryUsers users = new MemoryUsers();
        users.add("somebody", "");
        new Security(users, new EngineListener() {}, () -> 0).login(null, null);
    }

    private static JMSException checked(String className) throws Exception {
        return Class.forName(className)
                .asSubclass(JMSException.class)
                .getConstructor(String.class, String.class)
                .newInstance("why", "code");
    }
}
