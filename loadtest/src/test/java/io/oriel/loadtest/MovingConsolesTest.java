package io.oriel.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.VmId;
import io.oriel.loadtest.lab.Await;
import io.oriel.loadtest.lab.Curl;
import io.oriel.loadtest.lab.Glyphs;
import io.oriel.loadtest.lab.Lab;
import io.oriel.loadtest.lab.LabEstate;
import io.oriel.loadtest.lab.Laboratory;
import io.oriel.loadtest.lab.Needs;
import io.oriel.loadtest.lab.RfbVisitor;
import io.oriel.loadtest.lab.Viewer;
import io.oriel.loadtest.lab.Wiretap;
import io.oriel.loadtest.lab.Words;
import io.oriel.pool.estate.VmState.MigratingFrom;
import io.oriel.pool.estate.VmState.Up;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * A desktop moves between two real hosts while somebody works on it through a real gateway: what is typed before, during
 * and after is seen, and nothing the client is sent tells where the desktop is. The methods are one story and run in
 * order.
 */
@Lab(hosts = 2)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MovingConsolesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Glyphs FONT = Glyphs.ofGuest();
    private static final String ORIGIN = "https://10.77.0.1:8443";
    private static final String PASSWORD = "correct-horse-7-battery";
    private static final Pattern HOST = Pattern.compile("(?m)^host=(.+)$");
    private static final Pattern PORT = Pattern.compile("(?m)^tls-port=(\\d+)$");
    private static final Pattern OFFER =
            Pattern.compile("\"wss://([0-9.]+):(\\d+)/rfb\"[^}]*\"ticket\"\\s*:\\s*\"([A-Za-z0-9_-]{43})\"");

    @TempDir
    static Path files;

    private static Optional<Curl> mover = Optional.empty();
    private static String desktop = "";

    private final Laboratory lab;
    private final LabEstate estate;

    MovingConsolesTest(Laboratory lab) {
        this.lab = lab;
        this.estate = lab.estate();
    }

    @BeforeAll
    static void programs() {
        Needs.programs("viewer", "remote-viewer", "Xvfb", "xdotool", "import");
    }

    @Test
    @Order(1)
    void aPersonHasADesktop() {
        // Given
        estate.awaitAllUp();
        var admin = lab.visitor(files.resolve("admin"));
        admin.postJson(
                "/api/v1/users",
                "admin@internal",
                lab.adminPassword(),
                "{\"name\": \"mover\", \"displayName\": \"mover\", \"password\": \"%s\"}".formatted(PASSWORD));
        lab.oriel("group", "add", "movers").orFail();
        lab.oriel("group", "member", "movers", "mover").orFail();
        var template = estate.template().name();
        lab.oriel(
                        "pool",
                        "create",
                        "moving",
                        "--template",
                        template,
                        "--size",
                        "1",
                        "--memory",
                        "128",
                        "--group",
                        "movers")
                .orFail();
        // When
        var person = lab.visitor(files.resolve("mover"));
        person.logIn("mover", PASSWORD);
        mover = Optional.of(person);
        // Then
        desktop = Await.value("a desktop", PATIENCE, () -> {
            var has = person.desktop();
            if (has.isEmpty()) {
                person.pool().ifPresent(pool -> person.post("/desktops/connect", "pool=" + pool));
            }
            return has;
        });
        estate.await(vm(), Up.class);
    }

    @Test
    @Order(2)
    void aSpiceClientFollowsItsDesktopWithoutABreak() throws Exception {
        // Given
        var offer = connectionFile();
        var gateway = find(HOST, offer).group(1);
        int port = Integer.parseInt(find(PORT, offer).group(1));
        int home = estate.hostOf(vm()).orElseThrow();
        int away = 3 - home;
        try (var door = lab.doorway(gateway, port);
                var tap = new Wiretap(door.https(), gateway, lab.ca(), files)) {
            var file = Files.writeString(files.resolve("desktop.vv"), tap.through(offer));
            try (var viewer = new Viewer(80, file, files)) {
                Await.until(
                        "the guest's screen",
                        PATIENCE,
                        () -> FONT.find("Oriel", viewer.see()).isPresent());
                typedAndSeen(viewer);

                // When
                estate.estate()
                        .vms()
                        .migrate(vm(), Optional.of(estate.host(away).id()));
                estate.await(vm(), MigratingFrom.class);
                var meanwhile = Words.random();
                viewer.type("echo " + meanwhile);
                upOn(away);

                // Then
                seen(viewer, meanwhile);
                typedAndSeen(viewer);
                assertThat(viewer.isOpen()).isTrue();
                assertThat(estate.events(vm())).as("the session goes on").noneMatch(text -> text.contains("ended"));
                assertThat(tap.wanted()).containsExactly(gateway + ":" + port);
                assertThat(tap.heard()).hasSizeGreaterThan(10_000);
                tellsNoHost(tap.heard());
            }
        }
    }

    @Test
    @Order(3)
    void aBrowserIsToldThatItsDesktopMovedAndComesBackWithANewTicket() throws Exception {
        // Given
        int home = estate.hostOf(vm()).orElseThrow();
        int away = 3 - home;
        try (var visitor = rfb()) {
            typedAndHeard(visitor, home);

            // When
            estate.estate().vms().migrate(vm(), Optional.of(estate.host(away).id()));
            var end = visitor.awaitEnd();

            // Then
            assertThat(end).isEqualTo(new RfbVisitor.End(4001, "MOVED"));
            tellsNoHost(visitor.heard());
        }
        upOn(away);
        try (var back = rfb()) {
            typedAndHeard(back, away);
            tellsNoHost(back.heard());
        }
    }

    private static VmId vm() {
        return new VmId(UUID.fromString(desktop));
    }

    private static Curl person() {
        return mover.orElseThrow();
    }

    private static MatchResult find(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + pattern + " in\n" + text));
    }

    private static String connectionFile() {
        return Await.value(
                "a connection file",
                PATIENCE,
                () -> Optional.of(person().post("/desktops/" + desktop + "/viewer")
                                .out())
                        .filter(answer -> answer.startsWith("[virt-viewer]")));
    }

    /** As the console page does: a new ticket for each try. */
    private RfbVisitor rfb() {
        return Await.value("an RFB console", PATIENCE, () -> {
            var offer = OFFER.matcher(
                    person().post("/desktops/" + desktop + "/ticket").out());
            if (!offer.find()) {
                return Optional.empty();
            }
            var door = lab.doorway(offer.group(1), Integer.parseInt(offer.group(2)));
            try {
                return Optional.of(new RfbVisitor(door.https(), lab.ca(), ORIGIN, offer.group(3)));
            } catch (IOException notYet) {
                door.close();
                return Optional.empty();
            }
        });
    }

    private static void typedAndSeen(Viewer viewer) {
        var word = Words.random();
        viewer.type("echo " + word);
        seen(viewer, word);
    }

    private static void seen(Viewer viewer, String word) {
        Await.until(
                "the word is on the screen",
                PATIENCE,
                () -> FONT.find(word, viewer.see()).isPresent());
    }

    private void typedAndHeard(RfbVisitor visitor, int host) throws IOException {
        var word = Words.random();
        visitor.type("echo " + word);
        Await.until(
                "the guest heard it", PATIENCE, () -> lab.serial(host, desktop).contains(word));
    }

    private void upOn(int host) {
        var id = Optional.of(estate.host(host).id());
        estate.await(
                vm(),
                "Up on h" + host,
                seen -> seen.state() instanceof Up && seen.host().equals(id));
    }

    /** Neither an address nor the identity that stands in a host's certificates. */
    private void tellsNoHost(String bytes) {
        for (int host = 1; host <= lab.hosts(); host++) {
            assertThat(bytes)
                    .doesNotContain("10.77.0.1" + host, estate.host(host).id().toString());
        }
    }
}
