package io.oriel.loadtest;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.loadtest.lab.Appliance;
import io.oriel.loadtest.lab.ApplianceExtension;
import io.oriel.loadtest.lab.Await;
import io.oriel.loadtest.lab.Command;
import io.oriel.loadtest.lab.Curl;
import io.oriel.loadtest.lab.Glyphs;
import io.oriel.loadtest.lab.Namespaces;
import io.oriel.loadtest.lab.Needs;
import io.oriel.loadtest.lab.Viewer;
import io.oriel.loadtest.lab.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A person logs in and works on a real virtual machine: the real appliance, real libvirt and qemu, {@code remote-viewer}
 * on a client that reaches only the portal and the gateway. The methods are one story and run in order.
 */
@ExtendWith(ApplianceExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FirstDesktopTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Glyphs FONT = Glyphs.ofGuest();

    private static Namespaces network;
    private static Appliance appliance;
    private static Curl alice;
    private static Path files;
    private static String desktop = "";
    private static String typed = "";
    private static List<Long> guests = List.of();

    @BeforeAll
    static void logIn() {
        Needs.programs("viewer", "remote-viewer", "Xvfb", "xdotool", "import", "nmap");
        var lab = ApplianceExtension.running();
        files = lab.files();
        network = lab.network();
        appliance = lab.appliance();
        alice = new Curl(network, appliance, files.resolve("cookies"));
        alice.logIn("alice", appliance.password("alice"));
    }

    @Test
    @Order(1)
    void theClientReachesThePortalAndTheGatewayAndNothingElse() {
        // When
        var scan = Command.of(network.onClient(
                        "nmap", "-n", "-Pn", "-p-", "-T5", "--min-rate", "5000", "-oG", "-", Namespaces.SERVER_ADDRESS))
                .within(PATIENCE)
                .run()
                .orFail();

        // Then
        assertThat(scan.lines()
                        .filter(line -> line.contains("Ports:"))
                        .flatMap(line -> Arrays.stream(line.split("Ports: ")[1].split(", ")))
                        .filter(port -> port.contains("/open/"))
                        .map(port -> port.split("/")[0].strip()))
                .containsExactlyInAnyOrder("8443", "8444");
    }

    @Test
    @Order(2)
    void whatIsTypedInTheViewerIsSeenOnItsScreenAndByTheGuest() {
        // Given
        var pool = alice.pool().orElseThrow();
        alice.post("/desktops/connect", "pool=" + pool).orFail();
        desktop = Await.value("alice has a desktop", PATIENCE, alice::desktop);
        typed = Words.random();

        // When
        try (var viewer = openViewer()) {
            Await.until(
                    "the guest's console is on the screen",
                    PATIENCE,
                    () -> FONT.find("Oriel", viewer.see()).isPresent());
            var before = viewer.see();
            viewer.type("echo " + typed);

            // Then
            Await.until(
                    "the word is on the screen",
                    PATIENCE,
                    () -> FONT.find(typed, viewer.see()).isPresent());
            Await.until("the guest heard it", PATIENCE, () -> appliance.serialSays(typed));
            assertThat(FONT.find(typed, before)).as("before it was typed").isEmpty();
            assertThat(FONT.find(Words.random(), viewer.see()))
                    .as("a word nobody typed")
                    .isEmpty();
        }
    }

    /** A screen that fills faster than it is drawn must not stop halfway: the last word is what counts. */
    @Test
    @Order(3)
    void aBusyScreenComesToItsEnd() {
        // Given
        var word = Words.random();

        // When
        try (var viewer = openViewer()) {
            Await.until(
                    "the earlier word is on the screen",
                    PATIENCE,
                    () -> FONT.find(typed, viewer.see()).isPresent());
            viewer.type("seq 20000; echo %s; clear; echo %s''%s"
                    .formatted(Words.random(), word.substring(0, 4), word.substring(4)));

            // Then
            Await.until(
                    "the last word is on the screen",
                    PATIENCE,
                    () -> FONT.find(word, viewer.see()).isPresent());
            viewer.type("echo " + typed);
        }
    }

    @Test
    @Order(4)
    void aThinClientOpensTheSameDesktopByItsPoolsNameWithoutABrowser() throws IOException {
        // Given
        var password = Files.writeString(files.resolve("alice.password"), appliance.password("alice") + "\n");

        // When
        var words = appliance.onClient("alice", password, "connect", "demo");
        try (var viewer = new Viewer(89, files, words)) {
            // Then
            Await.until(
                    "the earlier word is on the screen",
                    PATIENCE,
                    () -> FONT.find(typed, viewer.see()).isPresent());
        }
    }

    @Test
    @Order(5)
    void a26_aDisplayPortRefusesWhoeverHasNoTicket() {
        // Given
        var ports = Command.of(network.onServer("ss", "-Hlnt"))
                .run()
                .orFail()
                .lines()
                .map(line -> line.split("\\s+")[3])
                .filter(address -> address.matches("127\\.0\\.0\\.1:(59\\d\\d|6\\d\\d\\d)"))
                .map(address -> Integer.parseInt(address.substring(address.indexOf(':') + 1)))
                .toList();
        assertThat(ports).as("displays of running guests").hasSizeGreaterThanOrEqualTo(2);

        // Then
        for (int port : ports) {
            var attempt = Command.of(
                            network.onServer("/usr/bin/python3", resource("unticketed.py"), Integer.toString(port)))
                    .run();
            assertThat(attempt.out()).contains("refused").doesNotContain("open");
        }
    }

    @Test
    @Order(6)
    void theScreenGoesOnWhenTheControlPlaneIsKilled() {
        try (var viewer = openViewer()) {
            Await.until(
                    "the earlier word is on the screen",
                    PATIENCE,
                    () -> FONT.find(typed, viewer.see()).isPresent());
            var portal = appliance.program("portal");

            // When
            portal.destroyForcibly();
            Await.until("it is dead", PATIENCE, () -> !portal.isAlive());
            var word = Words.random();
            viewer.type("echo " + word);

            // Then
            Await.until(
                    "the new word is on the screen",
                    PATIENCE,
                    () -> FONT.find(word, viewer.see()).isPresent());
            Await.until("the control plane is back by itself", PATIENCE, () -> {
                try {
                    return alice.get("/login").contains("csrf");
                } catch (AssertionError notYet) {
                    return false;
                }
            });
        }
    }

    @Test
    @Order(7)
    void afterTheGatewayWasKilledTheSameDesktopIsOfferedAgain() {
        // Given
        alice.logIn("alice", appliance.password("alice"));
        var guest = appliance.guest(desktop);
        var gateway = appliance.program("gateway");
        try (var viewer = openViewer()) {
            Await.until(
                    "the earlier word is on the screen",
                    PATIENCE,
                    () -> FONT.find(typed, viewer.see()).isPresent());

            // When
            gateway.destroyForcibly();
            Await.until(
                    "the picture is gone",
                    PATIENCE,
                    () -> !viewer.isOpen() || FONT.find(typed, viewer.see()).isEmpty());
        }

        // Then
        Await.until(
                "the gateway is back by itself",
                PATIENCE,
                () -> Command.of(network.onClient(
                                        "curl",
                                        "-sS",
                                        "--cacert",
                                        appliance.ca().toString(),
                                        "https://" + Namespaces.NAME + ":8444/health"))
                                .run()
                                .status()
                        == 0);
        assertThat(alice.desktop()).contains(desktop);
        assertThat(appliance.guest(desktop)).as("the same guest").isEqualTo(guest);
        try (var viewer = openViewer()) {
            Await.until(
                    "the word of before",
                    PATIENCE,
                    () -> FONT.find(typed, viewer.see()).isPresent());
        }
    }

    @Test
    @Order(8)
    void afterEverythingWasKilledTheSameDesktopIsThereWithTheSameScreen() {
        // Given
        guests = appliance.guests();
        assertThat(guests).isNotEmpty();

        // When
        appliance.killAll();
        assertThat(appliance.guests()).as("guests live on").isEqualTo(guests);
        appliance.up();

        // Then
        assertThat(appliance.guests()).as("the same processes").containsAll(guests);
        alice.logIn("alice", appliance.password("alice"));
        assertThat(Await.value("alice's desktop", PATIENCE, alice::desktop)).isEqualTo(desktop);
        try (var viewer = openViewer()) {
            Await.until(
                    "the word of before",
                    PATIENCE,
                    () -> FONT.find(typed, viewer.see()).isPresent());
        }
    }

    @Test
    @Order(9)
    void aDesktopGivenBackIsWipedAndReplaced() {
        // Given
        var guest = appliance.guest(desktop).orElseThrow();
        var disks = appliance.disks();

        // When
        alice.post("/desktops/" + desktop + "/give-back").orFail();

        // Then
        Await.until("it is gone from her page", PATIENCE, () -> alice.desktop().isEmpty());
        Await.until("her machine is gone", PATIENCE, () -> !appliance.guests().contains(guest));
        Await.until("its disk is gone and a fresh one is there", PATIENCE, () -> {
            var now = appliance.disks();
            return now.size() == disks.size() && !now.containsAll(disks);
        });
        Await.until(
                "the pool is full again", PATIENCE, () -> alice.get("/desktops").contains("1 ready now"));
    }

    private static Viewer openViewer() {
        var file = files.resolve("desktop-" + System.nanoTime() + ".vv");
        Await.until("a connection file", PATIENCE, () -> {
            var answer = alice.post("/desktops/" + desktop + "/viewer").orFail();
            if (!answer.startsWith("[virt-viewer]")) {
                return false;
            }
            try {
                Files.writeString(file, answer);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            return true;
        });
        return new Viewer(network, 90 + (int) (System.nanoTime() % 9), file, files);
    }

    private static String resource(String name) {
        try {
            return Path.of(FirstDesktopTest.class.getResource(name).toURI()).toString();
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
