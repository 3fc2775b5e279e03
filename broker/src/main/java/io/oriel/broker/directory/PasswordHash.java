package io.oriel.broker.directory;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A salted, slow hash of a password: {@code {PBKDF2-SHA512}<rounds>$<salt hex>$<hash hex>}.
 *
 * <p>Checking an unknown person must cost what checking a known one costs: use {@link #dummy}.
 */
public final class PasswordHash {
    private static final String SCHEME = "{PBKDF2-SHA512}";
    private static final int ROUNDS = 210_000;
    private static final int MOST_ROUNDS = 10_000_000;
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final PasswordHash DUMMY = new PasswordHash(ROUNDS, new byte[16], new byte[BYTES]);

    private final int rounds;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int rounds, byte[] salt, byte[] hash) {
        this.rounds = rounds;
        this.salt = salt;
        this.hash = hash;
    }

    /** Hashes a new password with a new salt. Takes a tenth of a second on purpose. */
    public static PasswordHash of(String password) {
        var salt = new byte[16];
        RANDOM.nextBytes(salt);
        return new PasswordHash(ROUNDS, salt, derive(password, salt, ROUNDS));
    }

    /** A hash no password has. */
    public static PasswordHash dummy() {
        return DUMMY;
    }

    /** Reads a stored hash; empty when it is not one. */
    public static Optional<PasswordHash> parse(String text) {
        var parts = text.startsWith(SCHEME) ? text.substring(SCHEME.length()).split("\\$", -1) : new String[0];
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            int rounds = Integer.parseInt(parts[0]);
            var salt = HexFormat.of().parseHex(parts[1]);
            var hash = HexFormat.of().parseHex(parts[2]);
            return rounds < 1 || rounds > MOST_ROUNDS || salt.length < 8 || hash.length != BYTES
                    ? Optional.empty()
                    : Optional.of(new PasswordHash(rounds, salt, hash));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether this is the password. Takes as long whatever the answer. */
    public boolean matches(String password) {
        return MessageDigest.isEqual(derive(password, salt, rounds), hash) && !Arrays.equals(hash, DUMMY.hash);
    }

    /** The form that is stored. */
    public String stored() {
        return SCHEME + rounds + "$" + HexFormat.of().formatHex(salt) + "$"
                + HexFormat.of().formatHex(hash);
    }

    @Override
    public String toString() {
        return "PasswordHash[…]";
    }

    private static byte[] derive(String password, byte[] salt, int rounds) {
        var spec = new PBEKeySpec(password.toCharArray(), salt, rounds, BYTES * 8);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA512", e);
        } finally {
            spec.clearPassword();
        }
    }
}
