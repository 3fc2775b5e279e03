package io.oriel.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An administrator's way through the pages for virtual machines, clusters, jobs and events, without script. */
class EstatePagesTest {
    private static Rig rig;

    @BeforeAll
    static void running() {
        rig = Rig.running();
    }

    private static Visitor admin() {
        var visitor = new Visitor(rig);
        assertThat(visitor.logIn("admin", rig.adminPassword()).statusCode()).isEqualTo(303);
        return visitor;
    }

    private static Map<String, String> machine(String name) {
        return new HashMap<>(Map.of(
                "name", name,
                "source", "thin",
                "template", "plain",
                "kind", "server",
                "hardware", "linux",
                "vcpus", "2",
                "memoryMiB", "512",
                "heads", "1",
                "boot", "disk"));
    }

    private static String made(Visitor admin, String name) {
        var answer = admin.post("/admin/vms/new", machine(name));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        return answer.headers().firstValue("location").orElseThrow();
    }

    @Test
    void aMachineIsMadeStartedChangedAndDeleted() {
        // Given
        var admin = admin();

        // When
        var page = made(admin, "page-web");

        // Then
        assertThat(admin.get(page).body())
                .contains("page-web", "Thin clone of", "Not possible while it is", "Where it would start", "Events");
        Eventually.is(
                "its disk is made", () -> admin.get(page + "?tab=disks").body().contains("Made, never started"));
        assertThat(admin.post(page + "/start", Map.of()).statusCode()).isEqualTo(303);
        Eventually.is("it is up", () -> admin.get(page).body().contains("#s-up"));
        assertThat(admin.get("/admin/vms?q=Vms:+name+%3D+PAGE-W*").body()).contains("page-web");
        assertThat(admin.get("/admin/vms?q=Vms:+name+%3D+page-web+and+status+%3D+suspended")
                        .body())
                .contains("Nothing is like that.");
        assertThat(admin.get(page + "/migrate").body()).contains("To which host?", "Where it fits best");
        assertThat(admin.get("/admin/jobs").body()).contains("page-web");
        assertThat(admin.get("/admin/events").body()).contains("page-web");

        // When
        var form = machine("page-web");
        form.put("memoryMiB", "1024");
        form.put("autoStart", "on");
        admin.post(page + "/edit", form);

        // Then
        assertThat(admin.get(page).body()).contains("waiting for its next start: memoryMiB");
        assertThat(admin.get(page + "/edit").body()).contains("value=\"1024\"", "Edit");

        // When
        assertThat(admin.get(page + "/stop").body()).contains("Power off", "Unsaved work", "Leave it");
        admin.post(page + "/stop", Map.of());
        Eventually.is("it is down", () -> admin.get(page).body().contains("Delete…</a>"));
        assertThat(admin.get(page + "/delete").body()).contains("Its disk, with everything on it", "Keep its disks");
        admin.post(page + "/delete", Map.of());

        // Then
        Eventually.is(
                "it is gone",
                () -> !admin.get("/admin/vms?q=Vms:+name+%3D+page-web").body().contains(page));
    }

    @Test
    void everyWrongFieldIsNamedAndWhatWasTypedStays() {
        // Given
        var admin = admin();
        var form = machine("\"><script>alert(1)</script>");
        form.put("memoryMiB", "plenty");
        form.put("vcpus", "900");
        form.put("template", "no-such");

        // When
        var refused = admin.post("/admin/vms/new", form);

        // Then
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body())
                .contains("memoryMiB-err", "vcpus-err", "name-err", "There is no template no-such.")
                .contains("value=\"plenty\"", "value=\"900\"", "aria-invalid=\"true\"")
                .doesNotContain("<script>alert");
    }

    @Test
    void disksCardsAndSnapshotsAreAddedOnTheMachinesPage() {
        // Given
        var admin = admin();
        var page = made(admin, "page-parts");
        Eventually.is(
                "its disk is made", () -> admin.get(page + "?tab=disks").body().contains("Made, never started"));

        // When
        admin.post(page + "/disks", Map.of("name", "data", "bytes", "1"));
        admin.post(page + "/nics", Map.of("mac", "52:54:00:aa:bb:01"));
        var wrong = admin.post(page + "/disks", Map.of("name", "", "bytes", "-4"));

        // Then
        assertThat(admin.get(page + "?tab=disks").body()).contains(">data<");
        assertThat(admin.get(page + "?tab=nics").body()).contains("52:54:00:aa:bb:01");
        assertThat(admin.get(page + "?tab=users").body()).contains("Nobody holds it.", "Nobody has it open.");
        assertThat(admin.get(page + "?tab=snapshots").body()).contains("Take a snapshot");
        assertThat(admin.get(page + "?tab=permissions").body()).contains("Change…");
        assertThat(admin.get(page + "?tab=events").body()).contains("page-parts");
        assertThat(admin.get(page + "?tab=none").statusCode()).isEqualTo(404);
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("bytes-err", "name-err", "value=\"-4\"");
    }

    @Test
    void aClusterChoosesHostsInAnotherWay() {
        // Given
        var admin = admin();

        // When
        var wrong = admin.post(
                "/admin/clusters/Default",
                Map.of("name", "Default", "policy", "none", "parameters.HighUtilization", "500"));
        var right = admin.post(
                "/admin/clusters/Default",
                Map.of("name", "Default", "policy", "none", "parameters.HighUtilization", "75"));

        // Then
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("parameters.HighUtilization-err", "value=\"500\"");
        assertThat(right.statusCode()).isEqualTo(303);
        assertThat(admin.get("/admin/clusters/Default").body()).contains("value=\"75\"");
        admin.post(
                "/admin/clusters/Default",
                Map.of("name", "Default", "policy", "none", "parameters.HighUtilization", ""));
    }
}
