package io.oriel.host.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;

/**
 * This machine's UUID: the same at enrolment and in every report. The control plane compares it and trusts it in
 * nothing.
 */
public final class HardwareId {

    private static final Path PRODUCT = Path.of("/sys/class/dmi/id/product_uuid");
    private static final Path MACHINE = Path.of("/etc/machine-id");

    private HardwareId() {}

    /** The firmware's product UUID, or where that cannot be read (not root, no firmware) the system's machine id. */
    public static String read() {
        return read(PRODUCT, MACHINE);
    }

    static String read(Path product, Path machine) {
        try {
            return UUID.fromString(Files.readString(product).strip().toLowerCase(Locale.ROOT))
                    .toString();
        } catch (IOException | IllegalArgumentException _) {
            return machineId(machine);
        }
    }

    private static String machineId(Path machine) {
        try {
            var bytes = ByteBuffer.wrap(
                    HexFormat.of().parseHex(Files.readString(machine).strip()));
            return new UUID(bytes.getLong(), bytes.getLong()).toString();
        } catch (IOException | RuntimeException _) {
            return new UUID(0, 0).toString();
        }
    }
}
