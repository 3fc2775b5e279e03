package io.oriel.host.http;

import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.ca.KeyPairs;
import io.oriel.certs.ca.Leaf;
import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostId;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A {@link HostProgram} in a network namespace and with a host name of its own. */
final class NamespacedHost implements AutoCloseable {
    final HostId id = new HostId(UUID.randomUUID());
    final String address;
    final List<HostEvent.Progress> progress = new CopyOnWriteArrayList<>();
    final List<VmReport> changes = new CopyOnWriteArrayList<>();
    private final Map<UUID, CompletableFuture<Outcome>> ends = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final Process process;
    private final OutputStream commands;

    /**
     * Starts it; it serves when this returns.
     *
     * @param namespace also its host name
     * @param trusted who signs its certificates
     */
    NamespacedHost(String namespace, String address, Path state, UUID installation, CertificateAuthority trusted)
            throws Exception {
        this.address = address;
        var tls = Files.createDirectories(state.resolve("tls"));
        for (var purpose : List.of("display", "migration")) {
            var keys = KeyPairs.generate();
            var leaf = new Leaf(
                    id.toString(),
                    Optional.empty(),
                    List.of(id.toString()),
                    List.of(address),
                    true,
                    purpose.equals("migration"),
                    Duration.ofDays(1));
            Files.writeString(
                    tls.resolve(purpose + ".pem"),
                    KeyPairs.pem(keys.getPrivate()) + trusted.issue(keys.getPublic(), leaf));
        }
        Files.writeString(tls.resolve("ca.pem"), trusted.certificatePem());
        process = new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        namespace,
                        "unshare",
                        "--uts",
                        "sh",
                        "-c",
                        "hostname \"$0\" && exec \"$@\"",
                        namespace,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HostProgram.class.getName(),
                        installation.toString(),
                        state.toString(),
                        address)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        commands = process.getOutputStream();
        Thread.ofVirtual().start(this::hear);
        ready.get(60, TimeUnit.SECONDS);
    }

    private void hear() {
        try (var lines = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                switch (Json.readEvent(line.getBytes(StandardCharsets.UTF_8))) {
                    case HostEvent.Hello _ -> ready.complete(null);
                    case HostEvent.VmChanged changed -> changes.add(changed.vm());
                    case HostEvent.CommandEnded ended ->
                        end(ended.command().value()).complete(ended.outcome());
                    case HostEvent.Progress told -> progress.add(told);
                    case HostEvent.Statistics _, HostEvent.Heartbeat _ -> {
                        // not looked at here
                    }
                }
            }
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
        ready.completeExceptionally(new IOException("the host has ended"));
    }

    private CompletableFuture<Outcome> end(UUID command) {
        return ends.computeIfAbsent(command, _ -> new CompletableFuture<>());
    }

    CompletableFuture<Outcome> begin(EstateCommand command) throws IOException {
        write(Json.line(command));
        return end(command.id().value());
    }

    Outcome run(EstateCommand command) throws Exception {
        long begun = System.nanoTime();
        var outcome = begin(command).get(3, TimeUnit.MINUTES);
        System.out.printf(
                "%s: %d ms %s%n", command.getClass().getSimpleName(), (System.nanoTime() - begun) / 1_000_000, outcome);
        return outcome;
    }

    Outcome run(ConsoleCommand command) throws Exception {
        write(Json.line(command));
        return end(command.id().value()).get(1, TimeUnit.MINUTES);
    }

    private synchronized void write(byte[] line) throws IOException {
        commands.write(line);
        commands.flush();
    }

    /** What was told last of a VM. */
    Optional<VmReport> last(VmId vm) {
        return changes.stream().filter(report -> report.id().equals(vm)).reduce((_, later) -> later);
    }

    @Override
    public void close() throws Exception {
        commands.close();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
