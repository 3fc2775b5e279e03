package io.oriel.loadtest.bench;

import io.oriel.loadtest.lab.Appliance;
import io.oriel.loadtest.lab.Command;
import io.oriel.loadtest.lab.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A desktop's display without us: the password set by hand through virsh, the client at qemu's own port. */
final class DirectConsole {
    private static final Pattern SPICE = Pattern.compile("<graphics type='spice' port='(\\d+)'");
    private static final Map<Character, String> KEYS = Map.of(
            ' ',
            "KEY_SPACE",
            '/',
            "KEY_SLASH",
            '|',
            "KEY_BACKSLASH",
            ';',
            "KEY_SEMICOLON",
            '-',
            "KEY_MINUS",
            ':',
            "KEY_SEMICOLON");

    private final Appliance appliance;
    private final String domain;
    private final int port;

    DirectConsole(Appliance appliance, String domain) {
        this.appliance = appliance;
        this.domain = domain;
        var xml = virsh("dumpxml", domain);
        var matcher = SPICE.matcher(xml);
        if (!matcher.find()) {
            throw new IllegalStateException("no SPICE display in:\n" + xml);
        }
        this.port = Integer.parseInt(matcher.group(1));
    }

    int port() {
        return port;
    }

    /** Opens the display for a minute to a new password. */
    String open() {
        var password = Words.random();
        virsh("qemu-monitor-command", domain, "--hmp", "set_password spice " + password + " keep");
        virsh("qemu-monitor-command", domain, "--hmp", "expire_password spice +60");
        return password;
    }

    /** Types a line into the guest. */
    void type(String line) {
        for (char letter : line.toCharArray()) {
            boolean shifted = letter == ':' || letter == '|' || Character.isUpperCase(letter);
            var key = Character.isLetterOrDigit(letter) ? "KEY_" + Character.toUpperCase(letter) : KEYS.get(letter);
            if (key == null) {
                throw new IllegalArgumentException("no key for '" + letter + "'");
            }
            if (shifted) {
                virsh("send-key", domain, "KEY_LEFTSHIFT", key);
            } else {
                virsh("send-key", domain, key);
            }
        }
        virsh("send-key", domain, "KEY_ENTER");
    }

    /** The accounts of qemu's thread that draws and sends this display, as files of /proc. */
    String worker() throws IOException {
        var guest = appliance.guest(domain).orElseThrow();
        try (var threads = Files.list(Path.of("/proc/" + guest + "/task"))) {
            for (var thread : threads.toList()) {
                if (Files.readString(thread.resolve("comm")).strip().equals("SPICE Worker")) {
                    return thread.resolve("stat").toString();
                }
            }
        }
        throw new IllegalStateException("guest " + guest + " has no SPICE Worker");
    }

    private String virsh(String... words) {
        var all = new java.util.ArrayList<>(List.of(
                "virsh",
                "-q",
                "-c",
                "qemu+unix:///system?socket=" + appliance.state().resolve("agent/libvirt/run/libvirt-sock")));
        all.addAll(List.of(words));
        return Command.of(all).run().orFail();
    }
}
