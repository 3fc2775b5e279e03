package io.oriel.loadtest.rig;

import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.display.DisplayProxyMain;
import io.oriel.display.grant.ChannelPolicy;
import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.Grant;
import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.Ticket;
import io.oriel.display.rig.ControlPlaneServer;
import io.oriel.display.rig.InMemoryGrants;
import io.oriel.display.rig.TestCertificates;
import io.oriel.display.rig.TestGateway;
import io.oriel.loadtest.lab.Await;
import io.oriel.loadtest.lab.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** The gateway program in a process of its own, as the launcher starts it, with its control plane in this JVM. */
public final class LoneGateway implements AutoCloseable {
    /** The launcher's, for a gateway. */
    private static final List<String> FLAGS =
            List.of("-Xmx256m", "-XX:MaxDirectMemorySize=512m", "-XX:+UseSerialGC", "-XX:+UseCompactObjectHeaders");

    private final Path log;
    private final TestCertificates certificates;
    private final InMemoryGrants grants = new InMemoryGrants();
    private final ControlPlaneServer control;
    private final Process process;
    private final SecureRandom random = new SecureRandom();

    public LoneGateway(Path directory) throws IOException {
        this(directory, List.of());
    }

    /** @param before words before the command: those that keep it to one processor */
    public LoneGateway(Path directory, List<String> before) throws IOException {
        log = directory.resolve("gateway.log");
        certificates = new TestCertificates(Files.createDirectories(directory.resolve("certificates")));
        grants.forget();
        var tls = Files.createDirectories(directory.resolve("state/tls"));
        Files.move(
                certificates.peer("gateway", new PeerIdentity.Gateway(UUID.randomUUID())), tls.resolve("gateway.pem"));
        Files.move(certificates.server("public"), tls.resolve("public.pem"));
        Files.copy(certificates.ca(), tls.resolve("ca.pem"));
        var identity = certificates.peer("control", new PeerIdentity.ControlPlane(UUID.randomUUID()));
        control = new ControlPlaneServer(grants, TlsMaterial.load(identity, certificates.ca()), 0);
        var words = new ArrayList<>(before);
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(FLAGS);
        words.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                DisplayProxyMain.class.getName(),
                "--oriel.state=" + directory.resolve("state"),
                "--oriel.gateway.port=0",
                "--oriel.gateway.metrics-port=0",
                "--oriel.control.url=" + control.address()));
        process = Command.of(words).start(log);
        Await.until(
                "the gateway listens and has reached its control plane",
                Duration.ofMinutes(2),
                () -> said().contains("msg=ready") && said().contains("control plane connected"));
    }

    /** What it said so far. */
    public String said() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int said(String key) {
        var found = Pattern.compile("\\b" + key + "=(\\d+)").matcher(said());
        if (!found.find()) {
            throw new IllegalStateException("no " + key + " in " + said());
        }
        return Integer.parseInt(found.group(1));
    }

    /** Where clients connect, on loopback. */
    public int port() {
        return said("port");
    }

    /** The process. */
    public long pid() {
        return process.pid();
    }

    /** The authority that clients trust. */
    public TestCertificates certificates() {
        return certificates;
    }

    /** Its control plane. */
    public InMemoryGrants grants() {
        return grants;
    }

    /** A ticket for a new session with this console. */
    public String ticket(ConsoleTarget console) {
        var ticket = Ticket.random(random);
        var session = new SessionId(UUID.randomUUID());
        grants.issue(
                ticket,
                new Grant(session, "desktop", console, ChannelPolicy.all(), List.of(TestGateway.ORIGIN), 16),
                () -> console);
        return ticket.value();
    }

    /** Live sessions, by its own metrics. */
    public int sessions() {
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + said("metrics") + "/metrics"));
            var metrics = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return metrics.body()
                    .lines()
                    .filter(line -> line.startsWith("oriel_gateway_sessions "))
                    .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Bytes of it in memory, after what is garbage has gone. */
    public long resident() throws IOException {
        Command.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), String.valueOf(pid()), "GC.run")
                .run()
                .orFail();
        return Files.readAllLines(Path.of("/proc/" + pid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(Duration.ofSeconds(20))) {
            process.destroyForcibly().waitFor();
        }
        control.close();
    }
}
