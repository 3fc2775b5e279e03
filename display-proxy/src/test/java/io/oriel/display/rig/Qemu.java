package io.oriel.display.rig;

import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.DisplayProtocol;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A real qemu. Most show their first, empty screen and never run their CPU: all a console needs to be. Their passwords
 * are set as a host agent sets them, by QMP.
 */
public final class Qemu implements AutoCloseable {
    public static final Path PROGRAM = Path.of("/usr/bin/qemu-system-x86_64");

    /** The colour of a living guest's whole screen. */
    public static final int BEFORE_A_KEY = 0xa80000;
    /** The same, once a key was pressed in it. */
    public static final int AFTER_A_KEY = 0x00a800;

    private static final List<String> STANDING = List.of("-S");
    private static final String FOLDER = "org.spice-space.webdav.0";

    private final Process process;
    private final Writer qmp;
    private final BufferedReader answers;
    private final int spicePort;
    private final int vncPort;
    private final String pin;
    private final UUID vm = UUID.randomUUID();
    private String spicePassword = "";

    private Qemu(Process process, int spicePort, int vncPort, String pin) throws IOException {
        this.process = process;
        this.spicePort = spicePort;
        this.vncPort = vncPort;
        this.pin = pin;
        this.qmp = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        answers.readLine(); // the greeting
        command("{\"execute\":\"qmp_capabilities\"}");
    }

    /** Plain consoles on loopback. */
    public static Qemu plain() throws IOException {
        return start(STANDING, Optional.empty(), "");
    }

    /**
     * A guest that runs, with every device that has a SPICE channel, and with an agent. Its picture is {@link
     * #BEFORE_A_KEY}, then {@link #AFTER_A_KEY}.
     *
     * @param directory where its disk is written
     */
    public static Qemu living(GuestAgent agent, Path directory) throws IOException {
        var more = new ArrayList<>(List.of("-drive", "if=floppy,format=raw,file=" + disk(directory)));
        port(more, "spicevmc,id=agent,name=vdagent", "isa-serial,chardev=agent");
        port(more, "socket,id=pipe,host=127.0.0.1,port=" + agent.port(), "isa-serial,chardev=pipe");
        more.addAll(List.of("-audiodev", "spice,id=sound", "-device", "AC97,audiodev=sound"));
        more.addAll(List.of("-device", "qemu-xhci", "-device", "usb-ccid", "-device", "virtio-serial"));
        port(more, "spicevmc,id=usb,name=usbredir", "usb-redir,chardev=usb");
        port(more, "spicevmc,id=card,name=smartcard", "ccid-card-passthru,chardev=card");
        port(more, "spiceport,id=folder,name=" + FOLDER, "virtserialport,chardev=folder,name=" + FOLDER);
        port(more, "spiceport,id=own,name=org.example.own", "virtserialport,chardev=own,name=org.example.own");
        var qemu = start(more, Optional.empty(), "");
        try {
            agent.awaitGuest();
            return qemu;
        } catch (Throwable never) {
            qemu.close();
            throw never;
        }
    }

    private static void port(List<String> command, String chardev, String device) {
        command.addAll(List.of("-chardev", chardev, "-device", device));
    }

    /** A disk with nothing but a boot sector. */
    private static Path disk(Path directory) throws IOException {
        var sectors = ByteBuffer.allocate(1440 * 1024);
        sectors.put(Hex.resource("/spice/guest.hex"))
                .position(510)
                .put((byte) 0x55)
                .put((byte) 0xaa);
        return Files.write(directory.resolve("guest.img"), sectors.array());
    }

    /** Consoles with TLS only, with the certificate of this directory. */
    public static Qemu secured(Path tlsDirectory, String pin) throws IOException {
        return start(STANDING, Optional.of(tlsDirectory), pin);
    }

    /** As {@link #secured}, waiting for the memory of another that moves here on this port. */
    public static Qemu awaiting(Path tlsDirectory, String pin, int port) throws IOException {
        var more = new ArrayList<>(STANDING);
        more.addAll(List.of("-incoming", "tcp:127.0.0.1:" + port));
        return start(more, Optional.of(tlsDirectory), pin);
    }

    private static Qemu start(List<String> more, Optional<Path> tls, String pin) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return tryStart(more, tls, pin);
            } catch (IllegalStateException portTaken) {
                if (tries == 3) {
                    throw portTaken;
                }
            }
        }
    }

    private static Qemu tryStart(List<String> more, Optional<Path> tls, String pin) throws IOException {
        int spice = freePort();
        int vnc = freePort();
        var command = new ArrayList<>(List.of(
                PROGRAM.toString(),
                "-accel",
                "tcg",
                "-m",
                "8",
                "-display",
                "none",
                "-nodefaults",
                "-vga",
                "std",
                "-usbdevice",
                "tablet",
                "-qmp",
                "stdio",
                "-object",
                "secret,id=closed,data=" + password(8)));
        command.addAll(more);
        if (tls.isPresent()) {
            var directory = tls.get();
            command.addAll(List.of(
                    "-object", "tls-creds-x509,id=tls,dir=" + directory + ",endpoint=server,verify-peer=no",
                    "-vnc", "127.0.0.1:" + (vnc - 5900) + ",tls-creds=tls,password-secret=closed",
                    "-spice",
                            "addr=127.0.0.1,tls-port=" + spice + ",x509-dir=" + directory
                                    + ",seamless-migration=on,password-secret=closed"));
        } else {
            command.addAll(List.of(
                    "-vnc", "127.0.0.1:" + (vnc - 5900) + ",password-secret=closed",
                    "-spice", "addr=127.0.0.1,port=" + spice + ",password-secret=closed"));
        }
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new Qemu(process, spice, vnc, pin);
    }

    /** Opens the console for a moment with a fresh password, as the control plane does for every link. */
    public ConsoleTarget open(DisplayProtocol protocol) {
        var password = password(protocol == DisplayProtocol.SPICE ? 32 : 8);
        if (protocol == DisplayProtocol.SPICE) {
            spicePassword = password;
        }
        set(protocol == DisplayProtocol.SPICE ? "spice" : "vnc", password, 10);
        return new ConsoleTarget(
                vm, protocol, "127.0.0.1", protocol == DisplayProtocol.SPICE ? spicePort : vncPort, pin, password);
    }

    private void set(String name, String password, int seconds) {
        command("{\"execute\":\"set_password\",\"arguments\":{\"protocol\":\"%s\",\"password\":\"%s\"}}"
                .formatted(name, password));
        command("{\"execute\":\"expire_password\",\"arguments\":{\"protocol\":\"%s\",\"time\":\"+%d\"}}"
                .formatted(name, seconds));
    }

    /** The pinned key of its displays. */
    public String pin() {
        return pin;
    }

    /**
     * Sends its SPICE client to where it will move, under this name, as libvirt does; the console password goes along.
     */
    public void announceMove(Qemu target, String host) {
        target.set("spice", spicePassword, 120);
        command(
                "{\"execute\":\"client_migrate_info\",\"arguments\":{\"protocol\":\"spice\",\"hostname\":\"%s\",\"tls-port\":%d,\"cert-subject\":\"CN=%s\"}}"
                        .formatted(host, target.spicePort, host));
    }

    /** Sends its memory to the one that waits for it on this port. */
    public void moveTo(int port) {
        command("{\"execute\":\"migrate\",\"arguments\":{\"uri\":\"tcp:127.0.0.1:%d\"}}".formatted(port));
    }

    /** The SPICE channels that are open now. */
    public int spiceChannels() {
        return command("{\"execute\":\"query-spice\"}").split("\"channel-type\"", -1).length - 1;
    }

    private synchronized String command(String json) {
        try {
            qmp.write(json + "\n");
            qmp.flush();
            for (var line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith("{\"return\"")) {
                    return line;
                }
                if (line.startsWith("{\"error\"")) {
                    throw new IllegalStateException(line);
                }
            }
            throw new IllegalStateException("qemu has ended");
        } catch (IOException e) {
            throw new IllegalStateException("qemu does not answer", e);
        }
    }

    private static String password(int length) {
        var bytes = new byte[length];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).substring(0, length);
    }

    /** A port in the range consoles have, on which nothing listens. */
    public static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(5950, 6900);
            try (var probe = new ServerSocket()) {
                probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (IOException taken) {
                // another one
            }
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
