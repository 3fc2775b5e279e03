package io.oriel.certs.ca;

import io.oriel.certs.TrustException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Set;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The installation's 32-byte key, with which secrets are sealed before they go into the database. AES-256-GCM; a sealed
 * secret opens only in the context (table, column, row) it was sealed for.
 *
 * <p>Sealed form: one byte 1, a nonce of 12 bytes, ciphertext, tag of 16 bytes. Immutable; safe for many threads.
 */
public final class MasterKey {

    private static final byte FORMAT = 1;
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    private MasterKey(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /**
     * The key of this file, made first when there is no such file: the file 0600 in a directory 0700.
     *
     * @throws TrustException when the file cannot be used, is not 32 bytes, or others may read it
     */
    public static MasterKey openOrCreate(Path file) {
        try {
            if (!Files.exists(file)) {
                create(file);
            }
            refuseIfOpenToOthers(file);
            var bytes = Files.readAllBytes(file);
            if (bytes.length != KEY_BYTES) {
                throw new TrustException(
                        TrustException.Code.MALFORMED, "the master key " + file + " must hold exactly 32 bytes");
            }
            return new MasterKey(bytes);
        } catch (IOException e) {
            throw new TrustException(TrustException.Code.FILE, "cannot use the master key " + file, e);
        }
    }

    /** Written whole beside its place and then linked there: of two that create at once, both read the same key. */
    private static void create(Path file) throws IOException {
        var directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException("no directory holds " + file);
        }
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var fresh = directory.resolve(file.getFileName() + "." + UUID.randomUUID());
        var bytes = new byte[KEY_BYTES];
        RANDOM.nextBytes(bytes);
        try {
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(fresh, bytes);
            Files.createLink(file, fresh);
        } catch (FileAlreadyExistsException e) {
            // another replica was first; its key is the key
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void refuseIfOpenToOthers(Path file) throws IOException {
        var permissions = Files.getPosixFilePermissions(file);
        var open = Set.of(
                PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);
        if (permissions.stream().anyMatch(open::contains)) {
            throw new TrustException(
                    TrustException.Code.FILE, "others may read the master key " + file + "; chmod 600 it");
        }
    }

    /** Seals a secret for one place. */
    public byte[] seal(byte[] clear, String context) {
        var nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            var sealed = cipher(Cipher.ENCRYPT_MODE, nonce, context).doFinal(clear);
            return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
                    .put(FORMAT)
                    .put(nonce)
                    .put(sealed)
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot seal", e);
        }
    }

    /** Opens what was sealed for this place. */
    public byte[] open(byte[] sealed, String context) {
        if (sealed.length < 1 + NONCE_BYTES + TAG_BITS / 8 || sealed[0] != FORMAT) {
            throw new TrustException(TrustException.Code.SEAL, "not a sealed secret: " + context);
        }
        var buffer = ByteBuffer.wrap(sealed, 1, sealed.length - 1);
        var nonce = new byte[NONCE_BYTES];
        buffer.get(nonce);
        var rest = new byte[buffer.remaining()];
        buffer.get(rest);
        try {
            return cipher(Cipher.DECRYPT_MODE, nonce, context).doFinal(rest);
        } catch (AEADBadTagException e) {
            throw new TrustException(
                    TrustException.Code.SEAL,
                    "the secret of " + context + " was sealed by another master key or elsewhere",
                    e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot open", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String context) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    @Override
    public String toString() {
        return "MasterKey";
    }
}
