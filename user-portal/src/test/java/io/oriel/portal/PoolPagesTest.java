package io.oriel.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An administrator's way through the pages for pools and templates, without script. */
class PoolPagesTest {
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

    private static Map<String, String> pool(String name) {
        var form = new HashMap<>(Map.of(
                "name", name,
                "kind", "automatic",
                "stateless", "on",
                "template", "plain",
                "size", "2",
                "prestarted", "1",
                "maxPerUser", "1",
                "vcpus", "1",
                "memoryMiB", "64"));
        form.putAll(Map.of(
                "idleSeconds", "0",
                "onIdle", "nothing",
                "disconnectedSeconds", "600",
                "onDisconnect", "shut_down",
                "longestSessionSeconds", "0",
                "unusedSeconds", "631",
                "refresh", "at_give_back"));
        return form;
    }

    @Test
    void aPoolIsMadeShownChangedAndDeleted() {
        // Given
        var admin = admin();

        // When
        var made = admin.post("/admin/pools/new", pool("page-pool"));

        // Then
        assertThat(made.statusCode()).as(made.body()).isEqualTo(303);
        var page = made.headers().firstValue("location").orElseThrow();
        assertThat(admin.get("/admin/pools").body()).contains("page-pool", "plain");
        assertThat(admin.get(page).body()).contains("page-pool", "plain version 1");
        Eventually.is("its desktops are listed", () -> admin.get(page).body().contains("page-pool-2"));
        assertThat(admin.get(page + "/edit").body()).contains("value=\"600\"");

        // When
        var form = pool("page-pool");
        form.remove("template");
        form.put("size", "3");
        var changed = admin.post(page + "/edit", form);
        var wrong = admin.post(page + "/edit", with(form, "prestarted", "77"));
        admin.post(page + "/roll-out", Map.of("version", ""));

        // Then
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(303);
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("prestarted-err", "value=\"77\"");
        Eventually.is("the third is there", () -> admin.get(page).body().contains("page-pool-3"));

        // When
        assertThat(admin.get(page + "/delete").body()).contains("Its 3 desktops", "Leave it");
        admin.post(page + "/delete", Map.of());

        // Then
        Eventually.is("it is gone", () -> !admin.get("/admin/pools").body().contains("page-pool</bdi>"));
    }

    @Test
    void whatMayNotPassForSomeIsSetShownAndTakenAwayOnThePoolsPage() {
        // Given
        var admin = admin();
        var form = pool("page-rules");
        form.put("secondViewer", "refuse");
        var page = admin.post("/admin/pools/new", form)
                .headers()
                .firstValue("location")
                .orElseThrow();
        assertThat(admin.get(page + "/edit").body()).contains("value=\"refuse\" selected");

        // When
        admin.post(page + "/rules", Map.of("kind", "group", "who", "guests@corp", "refused", "usb"));
        var shown = admin.get(page).body();
        admin.post(page + "/rules", Map.of("kind", "user", "who", "@", "refused", "usb"));
        var wrong = admin.get(page).body();
        admin.post(page + "/rules", Map.of("kind", "group", "who", "guests@corp"));

        // Then
        assertThat(shown).contains("Refused to", "guests@corp", "in this pool", "USB devices</span>");
        assertThat(wrong).contains("That was not done.");
        assertThat(admin.get(page).body()).contains("No person or group has a rule of their own.");
    }

    @Test
    void everyWrongFieldOfANewPoolIsNamed() {
        // Given
        var admin = admin();
        var form = pool("page-wrong");
        form.put("size", "0");
        form.put("memoryMiB", "lots");
        form.remove("template");

        // When
        var refused = admin.post("/admin/pools/new", form);

        // Then
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("size-err", "memoryMiB-err", "template-err", "value=\"lots\"");
    }

    @Test
    void aTemplateInUseStaysAndAWrongAddressIsNamed() {
        // Given
        var admin = admin();
        admin.post("/admin/pools/new", pool("page-stands"));

        // When
        var wrong = admin.post("/admin/templates", Map.of("name", "fetched", "url", "ftp://example.org/x"));
        admin.post("/admin/templates/plain/1/delete", Map.of());

        // Then
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("url-err", "value=\"ftp://example.org/x\"");
        assertThat(admin.get("/admin/templates").body()).contains("That was not done.", "cannot be deleted", "plain");
        assertThat(admin.get("/admin/templates/plain/1/delete").body()).contains("Its image", "Leave it");
    }

    @Test
    void aFileBecomesATemplateAndWhatIsNoneIsRefusedBeforeItIsStored(@TempDir Path directory) throws IOException {
        // Given
        var admin = admin();
        var image = Files.readAllBytes(Images.plainQcow2(directory.resolve("gold.qcow2")));
        var uploads = Rig.running().state().resolve("uploads");
        assertThat(admin.get("/admin/templates").body()).contains("/admin/templates/upload");
        assertThat(admin.get("/admin/templates/upload").body()).contains("multipart/form-data", "type=\"file\"");

        // When
        var done = admin.postFile("/admin/templates/upload", Map.of("name", "page upload"), "gold.qcow2", image);

        // Then
        assertThat(done.statusCode()).as(done.body()).isEqualTo(303);
        assertThat(admin.get("/admin/templates").body()).contains("page upload", "is ready.");

        // When
        var again = admin.postFile("/admin/templates/upload", Map.of("name", "page upload"), "gold.qcow2", image);
        var noise = admin.postFile("/admin/templates/upload", Map.of("name", "noise"), "n.qcow2", new byte[3 << 20]);
        var none = admin.postFile("/admin/templates/upload", Map.of("name", "none"), "", new byte[0]);
        var nameless = admin.postFile("/admin/templates/upload", Map.of("name", "<x>"), "gold.qcow2", image);

        // Then
        assertThat(again.statusCode()).isEqualTo(422);
        assertThat(again.body()).contains("ask for a new version", "value=\"page upload\"");
        assertThat(noise.statusCode()).isEqualTo(422);
        assertThat(noise.body()).contains("not a qcow2 image");
        assertThat(none.body()).contains("file-err", "Choose a file.");
        assertThat(nameless.statusCode()).isEqualTo(422);
        assertThat(Rig.running().estate().templates().byName("noise")).isEmpty();
        assertThat(uploads).isEmptyDirectory();
    }

    @Test
    void a6_aFileWithoutTheTokenOfThePageIsRefused(@TempDir Path directory) throws IOException {
        // Given
        var admin = admin();
        var image = Files.readAllBytes(Images.plainQcow2(directory.resolve("gold.qcow2")));

        // When, Then
        for (var token : List.of("", "made-up", UUID.randomUUID().toString())) {
            var fields = new LinkedHashMap<>(Map.of("name", "forged"));
            fields.put("_csrf", token);
            assertThat(admin.postFileAsIs("/admin/templates/upload", fields, "gold.qcow2", image)
                            .statusCode())
                    .as(token)
                    .isEqualTo(403);
        }
        assertThat(Rig.running().estate().templates().byName("forged")).isEmpty();
    }

    private static Map<String, String> with(Map<String, String> form, String field, String value) {
        var other = new HashMap<>(form);
        other.put(field, value);
        return other;
    }
}
