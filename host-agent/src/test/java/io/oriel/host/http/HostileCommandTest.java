package io.oriel.host.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.certs.ca.CertificateAuthority;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.host.api.Boot;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.EstateCommand.CopyDisk;
import io.oriel.host.api.EstateCommand.CreateDisk;
import io.oriel.host.api.EstateCommand.PrepareStorage;
import io.oriel.host.api.EstateCommand.QuarantineDisk;
import io.oriel.host.api.EstateCommand.StartVm;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Seed;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmSpec;
import io.oriel.host.sim.SimulatedHost;
import io.oriel.host.sim.SimulatedTimes;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A control plane with a good certificate and bad commands, against an agent with a host behind it. */
class HostileCommandTest {
    private static final LeaseToken TOKEN = new LeaseToken(1);
    private static final StorageRef STORAGE = new StorageRef(UUID.randomUUID(), "/srv/oriel");
    private static final DiskRef DISK = new DiskRef(STORAGE, UUID.randomUUID());

    private final CertificateAuthority authority = CertificateAuthority.create("Oriel", Clock.systemUTC());
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final SimulatedHost host = new SimulatedHost("one", Clock.systemUTC(), scheduler, SimulatedTimes.none());

    @TempDir
    Path directory;

    private Journal journal;
    private AgentServer server;
    private HttpClient client;

    @BeforeEach
    void serve() {
        var peer = new Peer(directory, authority);
        journal = Journal.open(host, directory.resolve("journal"));
        server = new AgentServer(
                journal,
                peer.of(new PeerIdentity.Host(UUID.randomUUID())),
                new InetSocketAddress("127.0.0.1", 0),
                directory.resolve("uploads"),
                _ -> true);
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .sslContext(peer.of(new PeerIdentity.ControlPlane(UUID.randomUUID()))
                        .context())
                .build();
        assertThat(host.run(new PrepareStorage(Commands.id(), TOKEN, STORAGE))).isEqualTo(new Outcome.Done());
        assertThat(host.run(new CreateDisk(Commands.id(), TOKEN, DISK, Optional.empty(), 1 << 20)))
                .isEqualTo(new Outcome.Done());
    }

    @AfterEach
    void stop() {
        client.shutdownNow();
        server.close();
        journal.close();
        scheduler.shutdownNow();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(20))
                .header("Oriel-Protocol", "1");
    }

    private HttpResponse<String> post(String body) throws Exception {
        return send(to("/v1/commands").POST(BodyPublishers.ofString(body)));
    }

    private static String text(EstateCommand command) {
        return new String(Json.bytes(command), UTF_8);
    }

    private static StartVm start(String title, Optional<Seed> seed) {
        return new StartVm(
                Commands.id(),
                TOKEN,
                new VmSpec(
                        Commands.VM,
                        title,
                        Hardware.LINUX,
                        1,
                        1,
                        64,
                        List.of(DISK),
                        Optional.empty(),
                        List.of(),
                        Boot.FROM_DISK,
                        seed,
                        false,
                        true));
    }

    private void nothingRuns() {
        assertThat(host.vms()).isEmpty();
    }

    @Test
    void aSeedOfMoreThan64KibibytesIsRefusedWithWordsAndWithoutWhatItSays() throws Exception {
        // Given one that is too long by all its parts together, counted in bytes
        var seed = new Seed("canary-1".repeat(1000), "ö".repeat(20_000), Optional.of("canary-2".repeat(3000)));

        // When
        var response = post(text(start("sown", Optional.of(seed))));

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("INVALID").contains("64 KiB").doesNotContain("canary");
        nothingRuns();
        var most = new Seed("", "x".repeat(Seed.LARGEST), Optional.empty());
        assertThat(post(text(start("sown", Optional.of(most)))).body()).contains("Done");
    }

    @Test
    void aSeedThatIsNoTextIsRefused() throws Exception {
        var seed = new Seed("", "canary\0", Optional.empty());
        var response = post(text(start("sown", Optional.of(seed))));
        assertThat(response.body()).contains("INVALID").contains("text").doesNotContain("canary");
        nothingRuns();
    }

    @Test
    void noSecretOfASeedIsInTheWordsOfACommand() {
        var seed = new Seed("geheim-1", "geheim-2", Optional.of("geheim-3"));
        assertThat(start("sown", Optional.of(seed)).toString()).contains("sown").doesNotContain("geheim");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"userData\":\"\"|\"userData\":\"\",\"canary\":1",
                "\"seed\":{|\"canary\":true,\"seed\":{",
                "\"metaData\":\"\",|",
                "\"userData\":\"\"|\"userData\":null",
                "\"userData\":\"\"|\"userData\":{\"canary\":1}",
                "\"hardware\":\"LINUX\"|\"hardware\":\"CANARY\"",
                "\"vcpus\":1|\"vcpus\":1e99",
            })
    void aFieldThatIsUnknownMissingOrOfAnotherKindIsRefusedAndNotEchoed(String change) throws Exception {
        // Given
        var parts = change.split("\\|", -1);
        var good = text(start("sown", Optional.of(new Seed("", "", Optional.empty()))));
        assertThat(good).contains(parts[0]);

        // When
        var response = post(good.replace(parts[0], parts[1]));

        // Then
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).doesNotContainIgnoringCase("canary");
        nothingRuns();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "</title><devices><disk type='block'/></devices>",
                "]]><!--",
                "&lt;&#0;&xxe;",
                "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>",
                "'; drop table vm; --",
                "../../etc/passwd",
                "桌 \u202e😀",
            })
    void A20_aNameIsOnlyAName(String title) throws Exception {
        assertThat(post(text(start(title, Optional.empty()))).body()).contains("Done");
        assertThat(host.vms())
                .singleElement()
                .satisfies(vm -> assertThat(vm.title()).isEqualTo(title));
        assertThat(Json.readSpec(send(to("/v1/vms/" + Commands.VM + "/spec"))
                                .body()
                                .getBytes(UTF_8))
                        .orElseThrow()
                        .title())
                .isEqualTo(title);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\u0000b", "a\\nb", "a\\u001b[2J", "a\\u0085", "a\\u2028b", "\\ud800", "   ", ""})
    void A20_aNameThatXmlOrALineCannotCarryIsRefused(String escaped) throws Exception {
        var response = post(text(start("NAME", Optional.empty())).replace("NAME", escaped));
        assertThat(response.body()).contains("INVALID");
        nothingRuns();
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative", "/srv/../etc", "/srv/./oriel", "/", "", "/srv\\u0000", "/srv\\nx"})
    void pathsThatLeadElsewhereAreRefused(String path) throws Exception {
        var elsewhere = new DiskRef(new StorageRef(STORAGE.id(), "PATH"), UUID.randomUUID());
        for (var command : List.of(
                new CopyDisk(Commands.id(), TOKEN, DISK, elsewhere),
                new CopyDisk(Commands.id(), TOKEN, elsewhere, new DiskRef(STORAGE, UUID.randomUUID())),
                new QuarantineDisk(Commands.id(), TOKEN, elsewhere))) {
            assertThat(post(text(command).replace("PATH", path)).body()).contains("INVALID");
        }
        assertThat(host.storage(STORAGE).images()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/storage, 400",
        "/v1/storage?id=x&path=/srv, 400",
        "/v1/storage?id=6dd3d0d2-6ea5-4d2b-8e0f-7b43b6a1a5a1, 400",
        "/v1/storage?id=6dd3d0d2-6ea5-4d2b-8e0f-7b43b6a1a5a1&path=/a&path=/b, 400",
        "/v1/storage?id=6dd3d0d2-6ea5-4d2b-8e0f-7b43b6a1a5a1&path=/nowhere, 503",
        "/v1/storage/x, 404",
        "/v1/vms/spec, 404",
        "/v1/vms//spec, 404",
        "/v1/vms/x/spec, 400",
        "/v1/vms/6dd3d0d2-6ea5-4d2b-8e0f-7b43b6a1a5a1, 404",
        "/v1/vms/6dd3d0d2-6ea5-4d2b-8e0f-7b43b6a1a5a1/spec, 200",
    })
    void strangeQuestionsHaveTheirAnswer(String path, int status) throws Exception {
        assertThat(send(to(path)).statusCode()).isEqualTo(status);
    }

    @Test
    void aStorageDomainThatIsNotThereIsNamed() throws Exception {
        var response = send(to("/v1/storage?id=" + UUID.randomUUID() + "&path=/srv/oriel"));
        assertThat(response.body()).contains("/srv/oriel is another storage domain");
        assertThat(Json.readSpec(send(to("/v1/vms/" + new VmId(UUID.randomUUID()) + "/spec"))
                        .body()
                        .getBytes(UTF_8)))
                .isEmpty();
    }
}
