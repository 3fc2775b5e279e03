package io.oriel.certs.ca;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.certs.TrustException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MasterKeyTest {

    private static final String CONTEXT = "broker.authority.private_key.1";

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve("secrets").resolve("master.key");
    }

    @Test
    void A33_secretIsSealedAndOpensInItsPlace() {
        // Given
        var key = MasterKey.openOrCreate(file());
        var secret = "canary-private-key".getBytes(UTF_8);

        // When
        var sealed = key.seal(secret, CONTEXT);

        // Then
        assertThat(new String(sealed, UTF_8)).doesNotContain("canary");
        assertThat(key.seal(secret, CONTEXT)).isNotEqualTo(sealed);
        assertThat(MasterKey.openOrCreate(file()).open(sealed, CONTEXT)).isEqualTo(secret);
    }

    @Test
    void A33_sealedSecretOpensNowhereElse() {
        // Given
        var key = MasterKey.openOrCreate(file());
        var sealed = key.seal("secret".getBytes(UTF_8), CONTEXT);

        // Then
        refused(key, sealed, "broker.authority.private_key.2");
        refused(MasterKey.openOrCreate(directory.resolve("other/master.key")), sealed, CONTEXT);
        for (var i = 0; i < sealed.length; i++) {
            var changed = sealed.clone();
            changed[i] ^= 1;
            refused(key, changed, CONTEXT);
        }
        refused(key, new byte[5], CONTEXT);
    }

    private static void refused(MasterKey key, byte[] sealed, String context) {
        assertThatThrownBy(() -> key.open(sealed, context))
                .isInstanceOfSatisfying(
                        TrustException.class, e -> assertThat(e.code()).isEqualTo(TrustException.Code.SEAL));
    }

    @Test
    void keyIsForItsOwnerOnly() throws IOException {
        // When
        var key = MasterKey.openOrCreate(file());

        // Then
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("secrets"))))
                .isEqualTo("rwx------");
        assertThat(directory.resolve("secrets")).isDirectoryNotContaining("glob:**.key.*");
        assertThat(key.toString()).isEqualTo("MasterKey");
    }

    @Test
    void keyThatOthersMayReadOrOfAnotherLengthIsRefused() throws IOException {
        // Given
        var open = Files.write(directory.resolve("open"), new byte[32]);
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        var odd = Files.write(directory.resolve("odd"), new byte[31]);
        Files.setPosixFilePermissions(odd, PosixFilePermissions.fromString("rw-------"));

        // Then
        assertThatThrownBy(() -> MasterKey.openOrCreate(open)).hasMessageContaining("chmod 600");
        assertThatThrownBy(() -> MasterKey.openOrCreate(odd)).hasMessageContaining("32 bytes");
    }
}
