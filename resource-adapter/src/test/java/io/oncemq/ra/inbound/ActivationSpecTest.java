// SPDX-License-Identifier: Apache-2.0
package io.oncemq.ra.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.resource.spi.InvalidPropertyException;
import java.beans.FeatureDescriptor;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

class ActivationSpecTest {
    private static OnceMqActivationSpec valid() {
        OnceMqActivationSpec spec = new OnceMqActivationSpec();
        spec.setDestinationType("jakarta.jms.Queue");
        spec.setDestination("in");
        return spec;
    }

    private static OnceMqActivationSpec topic() {
        OnceMqActivationSpec spec = valid();
        spec.setDestinationType("jakarta.jms.Topic");
        return spec;
    }

    private static void refused(OnceMqActivationSpec spec, String property, String... parts) {
        assertThatExceptionOfType(InvalidPropertyException.class)
                .isThrownBy(spec::validate)
                .satisfies(e -> {
                    assertThat(e.getMessage()).contains(property + " must be ").contains(parts);
                    assertThat(Arrays.stream(e.getInvalidPropertyDescriptors()).map(FeatureDescriptor::getName))
                            .containsExactly(property);
                });
    }

    private static void refused(
            OnceMqActivationSpec spec, String property, BiConsumer<OnceMqActivationSpec, String> setter, String value) {
        setter.accept(spec, value);
        refused(spec, property, '"' + value + '"');
    }

    @Test
    void leastIsADestinationAndItsType() throws Exception {
        valid().validate();
        topic().validate();

        assertThat(valid().request().maxSession()).isEqualTo(10);
        assertThat(valid().request().selector()).isEmpty();
        assertThat(valid().request().durable()).isFalse();
    }

    @Test
    void lookedUpDestinationNeedsNoType() throws Exception {
        OnceMqActivationSpec spec = new OnceMqActivationSpec();
        spec.setDestinationLookup("jms/in");

        spec.validate();
    }

    @Test
    void allStandardPropertiesAreTaken() throws Exception {
        OnceMqActivationSpec spec = topic();
        spec.setDestinationLookup("jms/in");
        spec.setConnectionFactoryLookup("jms/cf");
        spec.setAcknowledgeMode("Dups-ok-acknowledge");
        spec.setMessageSelector("a > 1");
        spec.setSubscriptionDurability("Durable");
        spec.setSubscriptionName("name");
        spec.setClientId("client");
        spec.setMaxSession("3");
        spec.setShareSubscriptions("true");

        spec.validate();

        ActivationRequest request = spec.request();
        assertThat(request.maxSession()).isEqualTo(3);
        assertThat(request.selector()).isEqualTo("a > 1");
        assertThat(request.durable()).isTrue();
        assertThat(request.shared()).isTrue();
        assertThat(request.subscriptionName()).isEqualTo("name");
        assertThat(request.clientId()).isEqualTo("client");
    }

    @Test
    void blankValuesAreAsIfLeftOut() throws Exception {
        OnceMqActivationSpec spec = valid();
        spec.setMessageSelector("  ");
        spec.setMaxSession("");
        spec.setAcknowledgeMode("");
        spec.setSubscriptionDurability("");
        spec.setConnectionFactoryLookup("");

        spec.validate();

        assertThat(spec.request().connectionFactoryLookup()).isNull();
    }

    @Test
    void destinationIsMissing() {
        OnceMqActivationSpec spec = valid();
        spec.setDestination("");

        refused(spec, "destinationLookup", "was not set");
    }

    @Test
    void typeOfANamedDestinationIsMissing() {
        OnceMqActivationSpec spec = valid();
        spec.setDestinationType("");

        refused(spec, "destinationType", "was not set");
    }

    @Test
    void destinationTypeIsNeitherQueueNorTopic() {
        OnceMqActivationSpec spec = valid();
        spec.setDestinationLookup("jms/in");

        refused(spec, "destinationType", OnceMqActivationSpec::setDestinationType, "jakarta.jms.Quee");
    }

    @Test
    void destinationNameIsTooLong() {
        refused(valid(), "destination", OnceMqActivationSpec::setDestination, "x".repeat(256));
    }

    @Test
    void acknowledgeModeIsNotForBeans() {
        refused(valid(), "acknowledgeMode", OnceMqActivationSpec::setAcknowledgeMode, "Client-acknowledge");
    }

    @Test
    void selectorCannotBeRead() {
        refused(valid(), "messageSelector", OnceMqActivationSpec::setMessageSelector, "severity >");
    }

    @Test
    void durabilityIsUnknown() {
        refused(
                topic(),
                "subscriptionDurability",
                (spec, value) -> {
                    spec.setSubscriptionName("name");
                    spec.setSubscriptionDurability(value);
                },
                "Durabel");
    }

    @Test
    void durableSubscriptionHasNoName() {
        OnceMqActivationSpec spec = topic();
        spec.setSubscriptionDurability("Durable");

        refused(spec, "subscriptionName", "was not set");
    }

    @Test
    void sharedSubscriptionHasNoName() {
        OnceMqActivationSpec spec = topic();
        spec.setShareSubscriptions("true");

        refused(spec, "subscriptionName", "was not set");
    }

    @Test
    void maxSessionIsNoPositiveNumber() {
        refused(valid(), "maxSession", OnceMqActivationSpec::setMaxSession, "0");
        refused(valid(), "maxSession", OnceMqActivationSpec::setMaxSession, "many");
    }

    @Test
    void shareSubscriptionsIsNoFlag() {
        refused(valid(), "shareSubscriptions", OnceMqActivationSpec::setShareSubscriptions, "yes");
    }

    @Test
    void everythingWrongIsToldAtOnce() {
        OnceMqActivationSpec spec = valid();
        spec.setMaxSession("-1");
        spec.setAcknowledgeMode("x");
        spec.setMessageSelector("=");

        assertThatExceptionOfType(InvalidPropertyException.class)
                .isThrownBy(spec::validate)
                .satisfies(e -> assertThat(e.getInvalidPropertyDescriptors()).hasSize(3))
                .withMessageContaining("maxSession must be ")
                .withMessageContaining("acknowledgeMode must be ")
                .withMessageContaining("messageSelector must be ");
    }

    @Test
    void otherProvidersSpellingsAreMapped() throws Exception {
        OnceMqActivationSpec spec = topic();
        spec.setMaxConcurrency("7");
        spec.setSharedSubscription("true");
        spec.setSubscriptionName("name");
        spec.setUser("joe");
        spec.setReconnectAttempts("5");

        spec.validate();

        assertThat(spec.request().maxSession()).isEqualTo(7);
        assertThat(spec.request().shared()).isTrue();
        assertThat(spec.getUserName()).isEqualTo("joe");
        assertThat(spec.taken())
                .containsOnlyKeys("maxConcurrency", "sharedSubscription", "user", "reconnectAttempts")
                .containsEntry("maxConcurrency", "taken as maxSession");
    }

    @Test
    void destinationIsAJndiNameWhereAnotherProviderSaysSo() throws Exception {
        OnceMqActivationSpec spec = valid();
        spec.setUseJNDI("true");
        spec.setDestination("java:/jms/queue/in");

        assertThat(spec.request().destinationLookup()).isEqualTo("java:/jms/queue/in");
        assertThat(spec.request().destination()).isNull();
    }
}
