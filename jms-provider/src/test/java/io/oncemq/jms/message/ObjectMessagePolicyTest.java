// SPDX-License-Identifier: Apache-2.0
package io.oncemq.jms.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectMessagePolicyTest {
    @Test
    void aPackageTrustsWhatIsInAndBelowIt() {
        ObjectMessagePolicy policy = ObjectMessagePolicy.trusting("com.acme.orders");

        assertThat(policy.trusts("com.acme.orders.Order")).isTrue();
        assertThat(policy.trusts("com.acme.orders.Order$Line")).isTrue();
        assertThat(policy.trusts("com.acme.orders.retail.Order")).isTrue();
        assertThat(policy.trusts("com.acme.ordersevil.Order")).isFalse();
        assertThat(policy.trusts("com.acme.Order")).isFalse();
        assertThat(policy.trusts("com.acme")).isFalse();
        assertThat(policy.trusts("xcom.acme.orders.Order")).isFalse();
    }

    @Test
    void aClassTrustsItselfAndWhatIsNestedInIt() {
        ObjectMessagePolicy policy = ObjectMessagePolicy.trusting("com.acme.Order");

        assertThat(policy.trusts("com.acme.Order")).isTrue();
        assertThat(policy.trusts("com.acme.Order$Line")).isTrue();
        assertThat(policy.trusts("com.acme.Orders")).isFalse();
    }

    @Test
    void theListIsSeparatedByCommasWithBlanksAndStarsAllowed() {
        assertThat(ObjectMessagePolicy.trusting(" com.acme.* ,, com.other.Thing ")
                        .trustedPackages())
                .containsExactly("com.acme", "com.other.Thing");
        assertThat(ObjectMessagePolicy.trusting("").trustedPackages()).isEmpty();
    }

    @Test
    void aStarTrustsEverything() {
        assertThat(ObjectMessagePolicy.trusting("*").trusts("anything.At$All")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"com.*.acme", "**", "com..acme", ".com", "com.", "com/acme", "com.acme;org.x", "1com", ".*"})
    void whatIsNoPackageIsRefused(String entry) {
        assertThatThrownBy(() -> ObjectMessagePolicy.trusting(entry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("trustedPackages")
                .hasMessageContaining(entry);
    }

    @Test
    void limitsMustBePositive() {
        assertThatThrownBy(() -> new ObjectMessagePolicy(List.of(), 0, 1, 1, 1)).hasMessageContaining("maxDepth");
        assertThatThrownBy(() -> new ObjectMessagePolicy(List.of(), 1, 0, 1, 1)).hasMessageContaining("maxReferences");
        assertThatThrownBy(() -> new ObjectMessagePolicy(List.of(), 1, 1, 0, 1)).hasMessageContaining("maxBytes");
        assertThatThrownBy(() -> new ObjectMessagePolicy(List.of(), 1, 1, 1, 0)).hasMessageContaining("maxArrayLength");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang.Class",
                "java.lang.Runtime",
                "java.lang.ProcessBuilder",
                "java.lang.Thread$State",
                "java.lang.Throwable",
                "java.net.URL",
                "java.rmi.server.UnicastRemoteObject",
                "java.lang.reflect.Proxy",
                "javax.management.BadAttributeValueExpException",
                "java.util.Formatter",
                "java.util.logging.Level",
                "java.util.concurrent.FutureTask",
                "java.util",
                "java.lang",
                "java"
            })
    void theDefaultsTrustBasicClassesOnly(String className) {
        assertThat(ObjectMessagePolicy.DEFAULTS.trusts(className)).isFalse();
    }
}
