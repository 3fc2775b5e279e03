package io.oriel.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The manager's lists as an administrator reads them without script, their stream, and what is done to several at once. */
class ListPagesTest {
    private static Rig rig;

    @BeforeAll
    static void machines() {
        rig = Rig.running();
        rig.person("lida", "Lida Listed");
        rig.pool("listed", 3, 1, "lida");
    }

    private static Visitor admin() {
        var visitor = new Visitor(rig);
        assertThat(visitor.logIn("admin", rig.adminPassword()).statusCode()).isEqualTo(303);
        return visitor;
    }

    private static String search(String query) {
        return "?q=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
    }

    private static String id(String vm) {
        return rig.estate().vms().byName(vm).orElseThrow().id().toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "datacenters:Default",
                "clusters:Default",
                "hosts:local",
                "networks:col|aria-sort|Nothing is like that",
                "storage:Committed",
                "vms:listed-1",
                "pools:listed",
                "templates:plain",
                "users:lida@internal",
                "events:What happened"
            })
    void everyTabIsAList(String tabAndWord) {
        // Given
        var tab = tabAndWord.substring(0, tabAndWord.indexOf(':'));
        var words = tabAndWord.substring(tabAndWord.indexOf(':') + 1).split("\\|");

        // When
        var page = admin().get("/admin/" + tab);

        // Then
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(page.body()).containsAnyOf(words).contains("role=\"search\"", "href=\"/admin/" + tab + "\"");
    }

    @Test
    void aQueryFindsIsPutInOrderByItsHeadsAndCanBeBookmarked() {
        // Given
        var admin = admin();

        // When
        var page = admin.get("/admin/vms" + search("Vms: pool = listed sortby name desc"))
                .body();

        // Then
        assertThat(page).contains("Virtual machines: 3 found", "aria-sort=\"descending\"");
        assertThat(page.indexOf("listed-3</bdi>")).isLessThan(page.indexOf("listed-1</bdi>"));
        assertThat(page).contains("?q=Vms%3A%20pool%20%3D%20listed%20sortby%20name\"");
        assertThat(admin.get("/admin/vms" + search("Vms: pool = listed and status = suspended"))
                        .body())
                .contains("Nothing is like that.");
        var to = admin.get("/admin/search" + search("Hosts: name = local"));
        assertThat(to.statusCode()).isEqualTo(303);
        assertThat(to.headers().firstValue("location").orElseThrow()).startsWith("/admin/hosts?q=Hosts");

        // When
        admin.post("/admin/bookmarks", Map.of("name", "Those listed", "query", "Vms: pool = listed"));

        // Then
        assertThat(admin.get("/admin/vms").body()).contains("Those listed", "is kept.", ">3</span>");
    }

    @Test
    void theDashboardCountsWithQueriesThatLeadToTheirLists() {
        // Given
        var admin = admin();

        // When
        var page = admin.get("/admin");

        // Then
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(page.body())
                .contains(
                        "Needs attention", "Last events", "/admin/search?q=Vms:%20status%20%3D%20up", "GiB committed");
        assertThat(admin.get("/admin/search" + search("Vms: status = up"))
                        .headers()
                        .firstValue("location")
                        .orElseThrow())
                .startsWith("/admin/vms?q=");
    }

    @Test
    void theDrawerShowsWhatGoesOnAndWhatEndedLast() {
        // Given
        var admin = admin();
        var machine = Map.of(
                "name",
                "drawn",
                "template",
                "plain",
                "source",
                "thin",
                "kind",
                "server",
                "hardware",
                "linux",
                "vcpus",
                "1",
                "memoryMiB",
                "256",
                "heads",
                "1",
                "boot",
                "disk");
        assertThat(admin.post("/admin/vms/new", machine).statusCode()).isEqualTo(303);

        // Then
        Eventually.is(
                "its making is in the drawer",
                () -> admin.get("/admin/jobs/drawer").body().contains("drawn"));
        assertThat(admin.get("/admin/vms").body()).contains("data-tasks", "id=\"tasks\"");
    }

    @Test
    void whatCannotBeSearchedForIsSaidWhereItWasTyped() {
        // Given
        var canary = "Vms: \"><script>alert(1)</script> = up";

        // When
        var admin = admin();
        var to = admin.get("/admin/search" + search(canary) + "&from=hosts")
                .headers()
                .firstValue("location")
                .orElseThrow();
        var page = admin.get(to);

        // Then
        assertThat(to).startsWith("/admin/hosts?q=");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("This cannot be searched for.", "aria-invalid=\"true\"", "&lt;script&gt;")
                .doesNotContain("<script>alert");
    }

    @Test
    void completionOffersWhatMayComeNextWithTheTextInColours() {
        // Given
        var q = "Vms: sta";

        // When
        var offered =
                admin().get("/admin/search/complete" + search(q) + "&caret=8").body();

        // Then
        assertThat(offered)
                .contains(
                        "<span class=\"o\">Vms</span>",
                        "<b>sta</b>tus",
                        "data-whole=\"Vms: status\"",
                        "data-caret=\"11\"");
    }

    @Test
    void aPersonWithoutARoleHasNoListsAndAnAdministratorOfOneThingSeesThat() {
        // Given
        var lida = Visitor.loggedIn(rig, "lida");

        // Then
        for (var path :
                List.of("/admin/users", "/admin/storage", "/admin/search?q=Vms:", "/admin/search/complete?q=V")) {
            assertThat(lida.get(path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(lida.post("/admin/vms/bulk", Map.of("verb", "start", "id", id("listed-1")))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aChangedRowComesByTheStreamAlone() throws InterruptedException {
        // Given
        var admin = admin();
        var lines = open(admin, "/admin/stream" + search("Vms: name = listed-1"));
        assertThat(until(lines, "event:list")).isTrue();
        assertThat(until(lines, "listed-1")).isTrue();

        // When
        admin.post("/admin/vms/" + id("listed-1") + "/shutdown", Map.of());

        // Then
        assertThat(until(lines, "event:rows")).isTrue();
        assertThat(until(lines, "id=\"r-" + id("listed-1") + "\"")).isTrue();
    }

    @Test
    void severalArePoweredOffAfterAQuestionThatNamesThemAndTheirNumberWasTyped() {
        // Given
        var admin = admin();
        rig.pool("bulky", 3, 3);
        var ids = Stream.of("bulky-1", "bulky-2", "bulky-3")
                .map(ListPagesTest::id)
                .toList();

        // When
        var asked = admin.postMany("/admin/vms/bulk", "id", ids, Map.of("verb", "stop", "back", "Vms: pool = bulky"));

        // Then
        assertThat(asked.statusCode()).isEqualTo(200);
        assertThat(asked.body())
                .contains("Power off these 3 virtual machines?", "bulky-1", "bulky-2", "bulky-3", "Type 3 to go on");

        // When
        var sure = Map.of("verb", "stop", "back", "Vms: pool = bulky", "sure", "on", "number", "2");
        var wrong = admin.postMany("/admin/vms/bulk", "id", ids, sure);

        // Then
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("These are 3: type that number.");

        // When
        var right = Map.of("verb", "stop", "back", "Vms: pool = bulky", "sure", "on", "number", "3");
        var done = admin.postMany("/admin/vms/bulk", "id", ids, right);

        // Then
        assertThat(done.statusCode()).isEqualTo(303);
        assertThat(admin.get("/admin/vms").body()).contains("3 of 3 are being powered off.");
        assertThat(admin.postMany("/admin/vms/bulk", "id", List.of(), Map.of("verb", "start"))
                        .statusCode())
                .isEqualTo(303);
        assertThat(admin.get("/admin/vms").body()).contains("Select 1 to 200 virtual machines first.");
    }

    private static LinkedBlockingQueue<String> open(Visitor visitor, String path) {
        var lines = new LinkedBlockingQueue<String>();
        var _ = Thread.ofVirtual().start(() -> {
            try (Stream<String> body = visitor.stream(path).body()) {
                body.forEach(lines::add);
            } catch (UncheckedIOException e) {
                lines.add("ended");
            }
        });
        return lines;
    }

    private static boolean until(LinkedBlockingQueue<String> lines, String text) throws InterruptedException {
        var deadline = System.nanoTime() + Rig.patience().toNanos();
        while (System.nanoTime() < deadline) {
            var line = lines.poll(1, TimeUnit.SECONDS);
            if (line != null && line.contains(text)) {
                return true;
            }
        }
        return false;
    }
}
