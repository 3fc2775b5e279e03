package io.oriel.host.libvirt;

import java.nio.file.Path;
import java.util.UUID;

/**
 * What the host needs to know of its installation.
 *
 * @param installation written into every domain of ours; domains without it are never touched
 * @param state a directory of our own for serial logs and, where we run it, libvirtd
 * @param displayListen where displays listen; {@code 127.0.0.1} means plain displays, anything else TLS
 * @param displayTls a PEM file with key and certificate for displays; read only when displays speak TLS
 * @param migrationTls the same for migration
 * @param migrationPort where our own libvirtd takes running VMs, when displays speak TLS
 */
public record LibvirtSettings(
        UUID installation,
        Path state,
        Accelerator accelerator,
        String displayListen,
        Path displayTls,
        Path migrationTls,
        int migrationPort) {
    /** libvirt's own. */
    public static final int MIGRATION_PORT = 16514;

    /** With the migration certificate beside the display's, and the usual port. */
    public LibvirtSettings(
            UUID installation, Path state, Accelerator accelerator, String displayListen, Path displayTls) {
        this(
                installation,
                state,
                accelerator,
                displayListen,
                displayTls,
                displayTls.resolveSibling("migration.pem"),
                MIGRATION_PORT);
    }

    /** Whether displays speak TLS: always, unless they can only be reached from this machine. */
    public boolean tls() {
        return !displayListen.equals("127.0.0.1") && !displayListen.equals("::1");
    }
}
