// SPDX-License-Identifier: Apache-2.0
package io.oncemq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OnceMqSettingsTest {
    private final OnceMqSettings defaults = OnceMqSettings.defaults();

    @ParameterizedTest
    @CsvSource({"10s,PT10S", "500ms,PT0.5S", "2m,PT2M", "1h,PT1H", "PT3S,PT3S", "0,PT0S", " 7 s ,PT7S"})
    void durationsAreReadInSeveralForms(String text, String duration) {
        assertThat(defaults.with("redeliveryDelay", text).engine().redeliveryDelay())
                .isEqualTo(Duration.parse(duration));
    }

    @ParameterizedTest
    @CsvSource({"1024,1024", "1KiB,1024", "64MiB,67108864", "1 MB,1000000", "10b,10"})
    void sizesAreReadInSeveralForms(String text, int bytes) {
        assertThat(defaults.with("maxMessageSize", text).engine().maxMessageSizeBytes())
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "leaseTerm,soon",
        "leaseTerm,10",
        "leaseTerm,10ms",
        "redeliveryDelay,-1s",
        "maxDeliveries,-1",
        "maxDeliveries,many",
        "window,0",
        "maxMessageSize,3GiB",
        "maxMessageSize,big",
        "storeTimeout,0",
        "durability,sometimes",
        "schemaManagement,drop",
        "linger,x",
        "url,jdbc:mysql://db/x",
        "schema,a;b",
        "trustedPackages,com..acme",
        "populateJMSXTXIDs,perhaps",
        "maxQueueMessages,-1",
        "maxQueueSize,much",
        "minFreeDisk,9999999TiB"
    })
    void aValueThatBreaksItsRuleIsRefusedByTheSettingsName(String name, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.with(name, value))
                .withMessageContaining(name);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "10GiB,10737418240", "2TiB,2199023255552"})
    void sizesOfStoresMayBeLarge(String text, long bytes) {
        assertThat(defaults.with("maxStoreSize", text).engine().space().maxStoreBytes())
                .isEqualTo(bytes);
    }

    @Test
    void anUnknownSettingIsRefusedWithTheNearestAndAllThatThereAre() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.with("maxDelivery", "3"))
                .withMessageContaining("'maxDelivery'")
                .withMessageContaining("did you mean maxDeliveries?")
                .withMessageContaining("leaseTerm")
                .withMessageContaining("trustedPackages");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> defaults.with("xyzzy", "3"))
                .withMessageNotContaining("did you mean");
    }

    @Test
    void theNamesAreThoseOfTheBeanProperties() {
        assertThat(OnceMqSettings.names())
                .contains("url", "user", "password", "dataSourceLookup", "schema", "durability", "schemaManagement")
                .contains("nodeName", "leaseTerm", "maxDeliveries", "redeliveryDelay", "deadLetterPrefix", "window")
                .contains("maxMessageSize", "storeTimeout", "trustedPackages", "clientId", "linger");
    }

    @Test
    void anEmptyValueIsTheDefault() {
        OnceMqSettings changed = defaults.with("maxDeliveries", "3")
                .with("clientId", "me")
                .with("leaseTerm", "30s")
                .with("applicationId", "billing");

        OnceMqSettings back = changed.with("maxDeliveries", "")
                .with("clientId", "")
                .with("leaseTerm", " ")
                .with("applicationId", "");

        assertThat(back.engine()).isEqualTo(defaults.engine());
        assertThat(back.connections()).isEqualTo(defaults.connections());
    }

    @Test
    void aPasswordIsNeverShown() {
        OnceMqSettings settings = OnceMqSettings.builder()
                .url("jdbc:postgresql://db/x?sslpassword=s3cret")
                .user("u")
                .password("s3cret")
                .build();

        assertThat(settings.toString()).contains("jdbc:postgresql://db/x").doesNotContain("s3cret");
    }

    @Test
    void aStoreIsNamedInOneWayOnly() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OnceMqSettings.builder()
                        .url("jdbc:h2:file:./x")
                        .dataSourceLookup("java:/ds")
                        .build())
                .withMessageContaining("url")
                .withMessageContaining("dataSourceLookup");
        assertThat(defaults.url()).isEqualTo(OnceMqSettings.DEFAULT_URL);
        assertThat(defaults.with("dataSourceLookup", "java:/ds").url()).isNull();
    }

    @Test
    void theFactoryHasThemAsBeanProperties() {
        try (OnceMqConnectionFactory factory = new OnceMqConnectionFactory()) {
            factory.setUrl("jdbc:h2:mem:bean");
            factory.setMaxDeliveries(4);
            factory.setLeaseTerm("20s");
            factory.setMaxMessageSize("2MiB");
            factory.setDurability("process");
            factory.setClientId("me");
            factory.setProperty("window", "77");

            assertThat(factory.settings().engine().maxDeliveries()).isEqualTo(4);
            assertThat(factory.settings().engine().leaseTerm()).isEqualTo(Duration.ofSeconds(20));
            assertThat(factory.settings().engine().maxMessageSizeBytes()).isEqualTo(2 << 20);
            assertThat(factory.getWindow()).isEqualTo(77);
            assertThat(factory.getClientId()).isEqualTo("me");
            assertThat(factory.toString()).contains("jdbc:h2:mem:bean").contains("durability=PROCESS");
            assertThatIllegalArgumentException().isThrownBy(() -> factory.setProperty("windw", "1"));
        }
    }
}
