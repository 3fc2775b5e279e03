package io.oriel.host.http;

import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.MigrationTarget;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Two hosts of one installation on real libvirt, in network namespaces joined by a cable. Needs root. */
public final class TwoHosts implements AutoCloseable {
    private final String prefix;
    private final Path directory;
    private final List<NamespacedHost> hosts = new ArrayList<>();

    /**
     * Both serve when this returns.
     *
     * @param prefix of the namespaces' and the cable's names
     * @param network the first three numbers of their addresses
     */
    public TwoHosts(String prefix, String network) throws Exception {
        this.prefix = prefix;
        directory = Files.createTempDirectory(prefix);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        try {
            leaveNoNamespace();
            shell("ip netns add %1$s-h1 && ip netns add %1$s-h2".formatted(prefix));
            shell("ip link add %1$s0 netns %1$s-h1 type veth peer name %1$s0 netns %1$s-h2".formatted(prefix));
            var authority = CertificateAuthority.create("Oriel test", Clock.systemUTC());
            var installation = UUID.randomUUID();
            for (int number = 1; number <= 2; number++) {
                hosts.add(host(number, network + ".1" + number, installation, authority));
            }
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
    }

    private NamespacedHost host(int number, String address, UUID installation, CertificateAuthority trusted)
            throws Exception {
        var namespace = prefix + "-h" + number;
        shell("ip -n %1$s addr add %2$s/24 dev %3$s0 && ip -n %1$s link set %3$s0 up && ip -n %1$s link set lo up"
                .formatted(namespace, address, prefix));
        return new NamespacedHost(
                namespace, address, Files.createDirectories(directory.resolve(namespace)), installation, trusted);
    }

    /** Where both keep their state; room for a shared storage domain. */
    public Path directory() {
        return directory;
    }

    public Outcome run(int host, EstateCommand command) throws Exception {
        return hosts.get(host).run(command);
    }

    public Future<Outcome> begin(int host, EstateCommand command) throws Exception {
        return hosts.get(host).begin(command);
    }

    /** What the host told last of a VM. */
    public Optional<VmReport> last(int host, VmId vm) {
        return hosts.get(host).last(vm);
    }

    public List<HostEvent.Progress> progress(int host) {
        return hosts.get(host).progress;
    }

    public MigrationTarget target(int host) {
        return new MigrationTarget(hosts.get(host).id, hosts.get(host).address);
    }

    private void leaveNoNamespace() throws IOException, InterruptedException {
        shell("ip netns del %1$s-h1 2>/dev/null; ip netns del %1$s-h2 2>/dev/null; true".formatted(prefix));
    }

    private static void shell(String script) throws IOException, InterruptedException {
        var process = new ProcessBuilder("sh", "-c", script).inheritIO().start();
        if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("failed: " + script);
        }
    }

    @Override
    public void close() throws Exception {
        for (var host : hosts) {
            host.close();
        }
        leaveNoNamespace();
        try (var files = Files.walk(directory)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
