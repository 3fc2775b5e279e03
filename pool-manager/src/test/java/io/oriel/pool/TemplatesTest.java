package io.oriel.pool;

import static io.oriel.pool.Fixture.ALICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.VmSpec;
import io.oriel.pool.PoolException.Code;
import io.oriel.pool.estate.Care;
import io.oriel.pool.estate.DataDisk;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.DiskSource;
import io.oriel.pool.estate.ImageSource;
import io.oriel.pool.estate.Starting;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TemplateDisk;
import io.oriel.pool.estate.TemplateState;
import io.oriel.pool.estate.VmKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemplatesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit fills it
    private Path directory;

    private Fixture fixture;
    private HttpServer server;
    private final AtomicReference<String> proof = new AtomicReference<>("");

    @BeforeEach
    void open() throws IOException {
        fixture = new Fixture().started();
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        var image = Files.readAllBytes(Fixture.image());
        server.createContext("/gold.qcow2", exchange -> {
            proof.set(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            exchange.sendResponseHeaders(200, image.length);
            try (var body = exchange.getResponseBody()) {
                body.write(image);
            }
        });
        redirect("/moved", "/gold.qcow2");
        redirect("/inside", "file:///etc/passwd");
        redirect("/round", "/round");
        server.createContext("/noise", exchange -> {
            exchange.sendResponseHeaders(200, 5);
            try (var body = exchange.getResponseBody()) {
                body.write("noise".getBytes(StandardCharsets.UTF_8));
            }
        });
        server.createContext("/huge", exchange -> {
            exchange.sendResponseHeaders(200, 1L << 41);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            exchange.close();
        });
        server.start();
    }

    private void redirect(String from, String to) {
        server.createContext(from, exchange -> {
            exchange.getResponseHeaders().set("Location", to);
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
    }

    @AfterEach
    void close() {
        server.stop(0);
        fixture.close();
    }

    private Templates templates() {
        return fixture.module.templates();
    }

    private Template fetched(String name, String path) {
        var url = "http://al:se-cret@127.0.0.1:" + server.getAddress().getPort() + path;
        var template = templates()
                .fetch(NewTemplate.named(name), ImageSource.of(url).orElseThrow(), directory.resolve("downloads"));
        assertThat(template.state()).isEqualTo(TemplateState.LOCKED);
        Await.until(fixture::log, () -> now(template).state() != TemplateState.LOCKED);
        return now(template);
    }

    private Template now(Template template) {
        return templates().find(template.id()).orElseThrow();
    }

    @Test
    void anImageIsFetchedThroughARedirectAndTheProofIsNowhereInTheLog() throws IOException {
        // When
        var template = fetched("gold", "/moved?token=hush");
        // Then
        assertThat(template.state()).as(String.valueOf(template.trouble())).isEqualTo(TemplateState.OK);
        assertThat(template.virtualBytes()).isEqualTo(1 << 20);
        assertThat(proof.get()).startsWith("Basic ");
        assertThat(fixture.log())
                .contains(
                        "template gold version 1 is fetched from http://127.0.0.1", "template gold version 1 was made")
                .doesNotContain("se-cret", "hush");
        assertThat(fixture.host.disks())
                .anyMatch(disk -> disk.disk().equals(template.disk().value()));
        try (var left = Files.list(directory.resolve("downloads"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void whatIsNoImageOrLeadsElsewhereLeavesAnIllegalTemplateThatSaysWhyAndCanBeDeleted() {
        // When, Then
        assertThat(fetched("inside", "/inside").trouble().orElse("")).contains("redirects to where an image is not");
        assertThat(fetched("round", "/round").trouble().orElse("")).contains("redirects too often");
        assertThat(fetched("gone", "/none").trouble().orElse("")).contains("answers 404");
        assertThat(fetched("huge", "/huge").trouble().orElse("")).contains("larger than");
        var noise = fetched("noise", "/noise");
        assertThat(noise.state()).isEqualTo(TemplateState.ILLEGAL);
        assertThat(fixture.log()).doesNotContain("se-cret");
        assertThat(templates().byName("noise")).isEmpty();
        templates().delete(List.of(noise.id()));
        Await.until(fixture::log, () -> templates().find(noise.id()).isEmpty());
        for (var text : List.of("ftp://h/x", "file:///x", "http:///x", "nonsense", "http://a b/")) {
            assertThat(ImageSource.of(text)).as(text).isEmpty();
        }
    }

    @Test
    void aVmThatIsDownBecomesATemplateAndLivesOnAndIsNotStartedMeanwhile() {
        // Given
        var pool = fixture.pool("own", 1, 0, 1, false);
        fixture.module.pools().claim(pool.id(), ALICE);
        fixture.awaitState("own-1", "up");
        var vm = fixture.vm("own-1").id();
        refused(Code.IN_USE, "is Up", () -> templates().fromVm(NewTemplate.named("mine"), vm));
        fixture.module.vms().stop(vm);
        fixture.awaitState("own-1", "down");
        fixture.host.faults =
                command -> command instanceof EstateCommand.CopyDisk ? FakeHost.Fault.ACCEPTED : FakeHost.Fault.NONE;
        // When
        var template = templates().fromVm(NewTemplate.named("mine"), vm);
        fixture.module.vms().start(vm, ALICE);
        // Then
        Await.until(
                fixture::log,
                () -> fixture.host.received().stream().anyMatch(EstateCommand.CopyDisk.class::isInstance));
        assertThat(fixture.state("own-1")).isEqualTo("down");
        refused(Code.IN_USE, "is being made", () -> templates().delete(List.of(template.id())));
        refused(
                Code.ALREADY_EXISTS,
                "new version",
                () -> templates().importImage(NewTemplate.named("mine"), Fixture.image()));

        // When
        fixture.host.endAccepted();
        // Then
        Await.until(fixture::log, () -> now(template).ok());
        assertThat(fixture.host.disks())
                .anyMatch(disk -> disk.disk().equals(template.disk().value()));
        fixture.awaitState("own-1", "up");
        assertThat(fixture.module.vms().of(ALICE)).hasSize(1);
        assertThat(templates().versions("mine")).hasSize(1);
    }

    @Test
    void aTemplateOfAVmHasAllItsDisksAndSoHaveItsThinAndFullClones() {
        // Given
        var vms = fixture.module.vms();
        var disks =
                List.of(new NewDisk("data", 1 << 20, Optional.empty()), new NewDisk("logs", 2 << 20, Optional.empty()));
        var source = vms.create(wanted("source", new DiskSource.Blank(1 << 20), disks))
                .id();
        refused(Code.IN_USE, "disk", () -> templates().fromVm(NewTemplate.named("gold"), source));
        awaitDisks("source", 2);
        // When
        var template = templates().fromVm(NewTemplate.named("gold"), source);
        // Then
        Await.until(fixture::log, () -> now(template).ok());
        var gold = now(template);
        assertThat(gold.disks()).extracting(TemplateDisk::name).containsExactly("data", "logs");
        assertThat(gold.disks()).extracting(TemplateDisk::bytes).containsExactly(1L << 20, 2L << 20);
        assertThat(images()).contains(gold.disk()).containsAll(ids(gold));

        // When
        vms.create(new NewVm("thin", gold.id(), 1, 64));
        vms.create(wanted(
                "full",
                new DiskSource.Full(Optional.of(gold.id())),
                List.of(new NewDisk("more", 1 << 20, Optional.empty()))));
        awaitDisks("thin", 2);
        awaitDisks("full", 3);
        vms.start(fixture.vm("thin").id());
        vms.start(fixture.vm("full").id());
        fixture.awaitState("thin", "up");
        fixture.awaitState("full", "up");
        // Then
        assertThat(spec("thin").disks()).hasSize(3);
        assertThat(spec("full").disks()).hasSize(4);
        assertThat(bases())
                .containsExactlyInAnyOrder(
                        gold.disk(), ids(gold).get(0), ids(gold).get(1));
        assertThat(copied(spec("full")))
                .containsExactlyInAnyOrder(
                        gold.disk(), ids(gold).get(0), ids(gold).get(1));
        refused(
                Code.INVALID,
                "has 3 disks",
                () -> fixture.module.pools().create(new NewPool("p", "", gold.id(), 1, 0, 1, true, 1, 64)));
        refused(Code.IN_USE, "stand vm thin", () -> templates().delete(List.of(gold.id())));

        // When: the overlays are gone, the copy stands alone
        vms.stop(fixture.vm("thin").id());
        fixture.awaitState("thin", "down");
        vms.delete(fixture.vm("thin").id(), false);
        Await.until(fixture::log, () -> vms.byName("thin").isEmpty());
        templates().delete(List.of(gold.id()));
        // Then
        Await.until(fixture::log, () -> templates().find(gold.id()).isEmpty());
        assertThat(images()).doesNotContain(gold.disk()).doesNotContainAnyElementsOf(ids(gold));
        assertThat(fixture.host.disks()).containsAll(spec("full").disks());
        assertThat(fixture.host.violations).isEmpty();
    }

    @Test
    void aDiskThatWasKeptStillStandsOnItsTemplate() {
        // Given
        var vms = fixture.module.vms();
        var data = List.of(new NewDisk("data", 1 << 20, Optional.empty()));
        var source = vms.create(wanted("source", new DiskSource.Blank(1 << 20), data))
                .id();
        awaitDisks("source", 1);
        var gold = templates().fromVm(NewTemplate.named("gold"), source);
        Await.until(fixture::log, () -> now(gold).ok());
        vms.create(new NewVm("thin", gold.id(), 1, 64));
        awaitDisks("thin", 1);
        // When
        vms.delete(fixture.vm("thin").id(), true);
        Await.until(fixture::log, () -> vms.byName("thin").isEmpty());
        // Then
        refused(Code.IN_USE, "stand disk data, disk thin", () -> templates().delete(List.of(gold.id())));
    }

    private static NewVm wanted(String name, DiskSource disk, List<NewDisk> more) {
        var config = new VmConfig(
                name,
                new Shape(1, 64, Hardware.LINUX, 1),
                Starting.FROM_DISK,
                new Care(VmKind.SERVER, "", false, false),
                Optional.empty(),
                new TreeSet<>());
        return new NewVm(config, disk, Optional.empty(), Optional.empty(), List.of(), more);
    }

    private void awaitDisks(String vm, int count) {
        Await.until(
                () -> count + " further disks of " + vm + " made\n" + fixture.log(),
                () -> fixture.module.vms().tended(fixture.vm(vm).id()).orElseThrow().outfit().disks().stream()
                                .filter(DataDisk::made)
                                .count()
                        == count);
    }

    private VmSpec spec(String vm) {
        return fixture.host.spec(fixture.vm(vm).id()).orElseThrow();
    }

    private List<DiskId> images() {
        return fixture.host.disks().stream()
                .map(disk -> new DiskId(disk.disk()))
                .toList();
    }

    private static List<DiskId> ids(Template template) {
        return template.disks().stream().map(TemplateDisk::id).toList();
    }

    /** On what overlays were made. */
    private List<DiskId> bases() {
        return fixture.host.received().stream()
                .flatMap(
                        command -> command instanceof EstateCommand.CreateDisk it ? it.base().stream() : Stream.empty())
                .map(base -> new DiskId(base.disk()))
                .toList();
    }

    /** Of what copies were made for a VM. */
    private List<DiskId> copied(VmSpec vm) {
        return fixture.host.received().stream()
                .flatMap(command -> command instanceof EstateCommand.CopyDisk it
                                && vm.disks().contains(it.to())
                        ? Stream.of(new DiskId(it.from().disk()))
                        : Stream.empty())
                .toList();
    }

    @Test
    void aCopyThatFailsSaysWhyAndTheVmIsAsItWas() {
        // Given
        var pool = fixture.pool("own", 1, 0, 1, false);
        Await.until(fixture::log, () -> fixture.module.pools().count(pool.id()).startable() == 1);
        Await.until(fixture::log, () -> fixture.host.disks().size() == 2);
        fixture.awaitState("own-1", "down");
        fixture.host.faults =
                command -> command instanceof EstateCommand.CopyDisk ? FakeHost.Fault.FAILS : FakeHost.Fault.NONE;
        // When
        var template = templates()
                .fromVm(
                        new NewTemplate("of-own", true, Optional.empty()),
                        fixture.vm("own-1").id());
        // Then
        Await.until(fixture::log, () -> now(template).state() == TemplateState.ILLEGAL);
        assertThat(now(template).trouble().orElse("")).contains("injected");
        assertThat(template.number()).isEqualTo(2);
        assertThat(templates().byName("of-own").orElseThrow().number()).isEqualTo(1);
        fixture.module.pools().claim(pool.id(), ALICE);
        fixture.awaitState("own-1", "up");
    }

    private static void refused(Code code, String words, ThrowingCallable call) {
        assertThatThrownBy(call)
                .hasMessageContaining(words)
                .isInstanceOfSatisfying(
                        PoolException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
