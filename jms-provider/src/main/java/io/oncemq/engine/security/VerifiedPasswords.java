// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Remembers for a short time which passwords were right, so that an application which connects often does not pay for the
 * slow hash each time. Holds no password: a digest of it and of what it was checked against, under a key that never leaves
 * this object; one for each user at most. Safe for any thread.
 */
final class VerifiedPasswords {
    private static final String ALGORITHM = "HmacSHA256";
    private static final long LIFE_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final LongSupplier nanoTime;
    private final SecretKeySpec key;
    private final Map<String, Verified> byUser = new ConcurrentHashMap<>();

    private static final class Verified {
        private final byte[] digest;
        private final long atNanos;

        Verified(byte[] digest, long atNanos) {
            this.digest = digest;
            this.atNanos = atNanos;
        }
    }

    VerifiedPasswords(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, ALGORITHM);
    }

    boolean contains(String user, String credential, String password) {
        Verified verified = byUser.get(user);
        return verified != null
                && nanoTime.getAsLong() - verified.atNanos < LIFE_NANOS
                && MessageDigest.isEqual(verified.digest, digest(credential, password));
    }

    void add(String user, String credential, String password) {
        byUser.put(user, new Verified(digest(credential, password), nanoTime.getAsLong()));
    }

    /** Forgets everybody, since some may have gone. */
    void clear() {
        byUser.clear();
    }

    private byte[] digest(String credential, String password) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(credential.getBytes(StandardCharsets.UTF_8));
            // No credential holds a zero: what follows it is the password.
            mac.update((byte) 0);
            return mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
