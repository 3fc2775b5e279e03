package io.oriel.display.spice;

import io.oriel.display.relay.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import javax.crypto.Cipher;

/**
 * The RSA keys of SPICE's ticket exchange, made before they are needed and replaced in turn.
 *
 * <p>1024 bits and SHA-1 are the protocol's; TLS around it is what protects the ticket. Any thread.
 */
public final class TicketKeys implements AutoCloseable {
    private static final int KEYS = 4;
    private static final int BITS = 1024;
    private static final long ROTATE_SECONDS = 30;
    private static final String CIPHER = "RSA/ECB/OAEPWithSHA-1AndMGF1Padding";

    private final AtomicReferenceArray<KeyPair> keys = new AtomicReferenceArray<>(KEYS);
    private final ScheduledExecutorService maker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("ticket-keys").daemon().factory());
    private int oldest;

    /** Makes the first key at once, the others in the background. */
    public TicketKeys() {
        var first = generate();
        for (int i = 0; i < KEYS; i++) {
            keys.set(i, first);
        }
        for (int i = 1; i < KEYS; i++) {
            maker.execute(this::replaceOldest);
        }
        var _ = maker.scheduleAtFixedRate(this::replaceOldest, ROTATE_SECONDS, ROTATE_SECONDS, TimeUnit.SECONDS);
    }

    private void replaceOldest() {
        oldest = (oldest + 1) % KEYS;
        keys.set(oldest, generate());
    }

    KeyPair any() {
        return keys.get(ThreadLocalRandom.current().nextInt(KEYS));
    }

    private static KeyPair generate() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }

    /** The password in a ticket message: what was encrypted, without its NUL. Empty when it was not encrypted for this key. */
    static Optional<String> decrypt(KeyPair key, Bytes cipherText) {
        try {
            var cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.DECRYPT_MODE, key.getPrivate());
            var clear = cipher.doFinal(cipherText.toArray());
            int length = clear.length > 0 && clear[clear.length - 1] == 0 ? clear.length - 1 : clear.length;
            var password = new String(clear, 0, length, StandardCharsets.ISO_8859_1);
            Arrays.fill(clear, (byte) 0);
            return Optional.of(password);
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("our own key", e);
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** Encrypts a password, and the NUL that ends it, with the key from a link reply; empty when that is no such key. */
    static Optional<Bytes> encrypt(Bytes publicKey, String password) {
        try {
            PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(publicKey.toArray()));
            if (!(key instanceof RSAPublicKey rsa) || rsa.getModulus().bitLength() != BITS) {
                return Optional.empty();
            }
            var cipher = Cipher.getInstance(CIPHER);
            cipher.init(Cipher.ENCRYPT_MODE, key);
            return Optional.of(new Bytes(cipher.doFinal((password + "\0").getBytes(StandardCharsets.ISO_8859_1))));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        maker.shutdownNow();
    }
}
