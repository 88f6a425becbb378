// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialTest {
    /** Made by another implementation: Python's hashlib.pbkdf2_hmac('sha512', b'p\u00e4ss word', b'0123456789abcdef', 1000). */
    private static final String KNOWN = "pbkdf2-sha512:1000:MDEyMzQ1Njc4OWFiY2RlZg==:"
            + "KOCO/21UWEDSBOvxUdfKEkgS96SW7Vi0S2wNZHjbIsBQ7Fyki4Gnpu6pq3rRaqaQ+kQrEZ4S7tMa0OkQ0obAQQ==";

    @Test
    void aPasswordMatchesWhatWasMadeOfIt() {
        Credential credential = Credential.parse(Credential.of("s3cret").text());

        assertThat(credential.matches("s3cret")).isTrue();
        assertThat(credential.matches("S3cret")).isFalse();
        assertThat(credential.matches("s3cret ")).isFalse();
        assertThat(credential.matches("")).isFalse();
    }

    @Test
    void aCredentialOfAnotherImplementationAndOtherParametersIsUnderstood() {
        assertThat(Credential.parse(KNOWN).matches("p\u00e4ss word")).isTrue();
        assertThat(Credential.parse(KNOWN).matches("pass word")).isFalse();
        assertThat(Credential.parse(KNOWN).rounds()).isEqualTo(1000);
    }

    @Test
    void theSamePasswordIsNeverStoredTheSameTwice() {
        String one = Credential.of("s3cret").text();
        String two = Credential.of("s3cret").text();

        assertThat(one).isNotEqualTo(two).doesNotContain("s3cret").hasSizeLessThanOrEqualTo(255);
        assertThat(one).startsWith("pbkdf2-sha512:" + Credential.ROUNDS + ":");
        assertThat(Credential.ROUNDS).isGreaterThanOrEqualTo(210_000);
    }

    @Test
    void aDecoyMatchesNothing() {
        assertThat(Credential.decoy(2).matches("")).isFalse();
        assertThat(Credential.decoy(2).matches(" ")).isFalse();
        assertThat(Credential.decoy(7).rounds()).isEqualTo(7);
    }

    @Test
    void theHashIsNeverShown() {
        Credential credential = Credential.of("s3cret");

        assertThat(credential.toString()).isEqualTo("pbkdf2-sha512 with " + Credential.ROUNDS + " rounds");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "s3cret",
                "md5:1:AAAA:AAAA",
                "pbkdf2-sha512:x:AAAA:AAAA",
                "pbkdf2-sha512:0:AAAA:AAAA",
                "pbkdf2-sha512:999999999:AAAA:AAAA",
                "pbkdf2-sha512:1000::AAAA",
                "pbkdf2-sha512:1000:AAAA:AAAA",
                "pbkdf2-sha512:1000:AAAA:not base 64"
            })
    void whatIsNoCredentialIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> Credential.parse(text));
    }
}
