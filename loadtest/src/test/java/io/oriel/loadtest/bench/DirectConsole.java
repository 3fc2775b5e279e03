package io.oriel.loadtest.bench;

import io.oriel.loadtest.lab.Appliance;
import io.oriel.loadtest.lab.Await;
import io.oriel.loadtest.lab.Command;
import io.oriel.loadtest.lab.Namespaces;
import io.oriel.loadtest.lab.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

    private final Namespaces network;
    private final Path state;
    private final String domain;
    private final int port;

    DirectConsole(Namespaces network, Appliance appliance, String domain) {
        this.network = network;
        this.state = appliance.state();
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

    /** haproxy with the gateway's own certificate before the same port: TLS 1.3 outside, plain inside. */
    Process haproxy(Path files, int listen) throws IOException {
        var configuration = files.resolve("haproxy.cfg");
        Files.writeString(configuration, """
                global
                    nbthread 1
                    tune.bufsize 262144
                    ssl-default-bind-options ssl-min-ver TLSv1.3
                defaults
                    mode tcp
                    timeout connect 5s
                    timeout client 60s
                    timeout server 60s
                listen spice
                    bind %s:%d ssl crt %s
                    server desktop 127.0.0.1:%d
                """.formatted(
                        Namespaces.SERVER_ADDRESS, listen, state.resolve("gateway/tls/public.pem"), port));
        var process = Command.of(network.onServer("haproxy", "-db", "-f", configuration.toString()))
                .start(files.resolve("haproxy.log"));
        Await.until(
                "haproxy listens",
                Duration.ofSeconds(20),
                () -> Command.of(network.onServer("ss", "-Hlnt")).run().out().contains(":" + listen + " "));
        return process;
    }

    private String virsh(String... words) {
        var all = new java.util.ArrayList<>(List.of(
                "virsh", "-q", "-c", "qemu+unix:///system?socket=" + state.resolve("agent/libvirt/run/libvirt-sock")));
        all.addAll(List.of(words));
        return Command.of(all).run().orFail();
    }
}
