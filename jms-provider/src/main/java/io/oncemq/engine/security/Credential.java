// SPDX-License-Identifier: Apache-2.0
package io.oncemq.engine.security;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * What a password is checked against: PBKDF2 with HMAC-SHA-512 and a random salt, its parameters beside the hash so that
 * those of new passwords can be raised. As text {@code pbkdf2-sha512:<rounds>:<salt>:<hash>}, both in Base64.
 */
final class Credential {
    /** Of new passwords; about 0.1 s of one core. */
    static final int ROUNDS = 210_000;

    private static final String SCHEME = "pbkdf2-sha512";
    private static final String ALGORITHM = "PBKDF2WithHmacSHA512";
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 64;

    /** A stored number that would keep a login busy for minutes is damage, or an attack. */
    private static final int MAX_ROUNDS = 50_000_000;

    private final int rounds;
    private final byte[] salt;
    private final byte[] hash;

    private Credential(int rounds, byte[] salt, byte[] hash) {
        this.rounds = rounds;
        this.salt = salt;
        this.hash = hash;
    }

    /** Takes about 0.1 s. */
    static Credential of(String password) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new Credential(ROUNDS, salt, hash(password, salt, ROUNDS));
    }

    /** One that no password matches, and that takes as long to find out. */
    static Credential decoy(int rounds) {
        return new Credential(rounds, new byte[SALT_BYTES], new byte[HASH_BYTES]);
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Credential parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 4 || !parts[0].equals(SCHEME)) {
            throw new IllegalArgumentException("a credential of a kind that this version does not know");
        }
        int rounds = Integer.parseInt(parts[1]);
        byte[] salt = Base64.getDecoder().decode(parts[2]);
        byte[] hash = Base64.getDecoder().decode(parts[3]);
        if (rounds < 1 || rounds > MAX_ROUNDS || salt.length == 0 || hash.length != HASH_BYTES) {
            throw new IllegalArgumentException("a credential with parameters that cannot be");
        }
        return new Credential(rounds, salt, hash);
    }

    int rounds() {
        return rounds;
    }

    /** Takes as long whatever the answer. An empty password matches nothing. */
    boolean matches(String password) {
        byte[] given = hash(password.isEmpty() ? " " : password, salt, rounds);
        return MessageDigest.isEqual(given, hash) && !password.isEmpty();
    }

    private static byte[] hash(String password, byte[] salt, int rounds) {
        PBEKeySpec key = new PBEKeySpec(password.toCharArray(), salt, rounds, HASH_BYTES * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance(ALGORITHM).generateSecret(key).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        } finally {
            key.clearPassword();
        }
    }

    /** For the store; not for logs. */
    String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        return SCHEME + ":" + rounds + ":" + base64.encodeToString(salt) + ":" + base64.encodeToString(hash);
    }

    /** Never the hash. */
    @Override
    public String toString() {
        return SCHEME + " with " + rounds + " rounds";
    }
}
