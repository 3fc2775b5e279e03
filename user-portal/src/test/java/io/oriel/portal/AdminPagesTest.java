package io.oriel.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.certs.TrustException;
import io.oriel.certs.enrol.Enrolment;
import io.oriel.certs.enrol.JoinCode;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An administrator's way through the pages for hosts and gateways, without script; and the API's tokens. */
class AdminPagesTest {
    private static final Pattern CODE = Pattern.compile("--join &#39;([^&]+(?:&amp;[^&]+)*)&#39;");

    private static Rig rig;

    @BeforeAll
    static void people() {
        rig = Rig.running();
        rig.person("petra", "Petra Plain");
    }

    private static Visitor admin() {
        var visitor = new Visitor(rig);
        assertThat(visitor.logIn("admin", rig.adminPassword()).statusCode()).isEqualTo(303);
        return visitor;
    }

    @Test
    void aHostIsAddedJoinsIsLookedAtAndRemoved() {
        // Given
        var admin = admin();
        assertThat(admin.get("/desktops").body()).contains("href=\"/admin\"");

        // When
        var added = admin.post("/admin/hosts", Map.of("name", "page-h1", "address", "127.0.0.1", "port", "9"));

        // Then
        assertThat(added.statusCode()).isEqualTo(200);
        assertThat(added.headers().firstValue("cache-control").orElseThrow()).contains("no-store");
        var code = JoinCode.of(code(added.body()));
        assertThat(added.body()).contains("is added", "shown only now", "Only this machine reaches");
        assertThat(admin.get("/admin/hosts").body())
                .contains("page-h1", "Unassigned", "127.0.0.1")
                .doesNotContain(code.token());
        assertThat(admin.get("/admin/hosts/page-h1").body())
                .contains("Unassigned", "127.0.0.1:9", "/admin/hosts/page-h1/token", "Remove…")
                .doesNotContain(code.token());

        // When
        var tls = rig.state().resolve("page-h1");
        Enrolment.join(code, tls, List.of("agent", "display", "migration"), "page-machine-1");
        var other = JoinCode.of(
                code(admin.post("/admin/hosts/page-h1/token", Map.of()).body()));
        var refused = org.assertj.core.api.Assertions.catchThrowableOfType(
                TrustException.class,
                () -> Enrolment.join(
                        other, rig.state().resolve("page-h1b"), List.of("agent", "display"), "page-machine-2"));

        // Then
        assertThat(refused.code()).isEqualTo(TrustException.Code.PENDING);
        assertThat(admin.get("/admin/hosts").body())
                .contains("A machine wants to become host", "page-machine-2", "Approve for", "Reject for");
        assertThat(admin.post("/admin/hosts/page-h1/reject", Map.of()).statusCode())
                .isEqualTo(303);
        assertThat(admin.get("/admin/hosts").body()).contains("is rejected.").doesNotContain("Approve for");

        // When
        var asked = admin.get("/admin/hosts/page-h1/remove").body();
        admin.post("/admin/hosts/page-h1/remove", Map.of());

        // Then
        assertThat(asked).contains("Remove host", "refused from now on", "Keep it");
        assertThat(admin.get("/admin/hosts").body()).contains("is removed.").doesNotContain("/admin/hosts/page-h1");
        assertThat(admin.get("/admin/hosts/page-h1").statusCode()).isEqualTo(404);
    }

    @Test
    void A38_thatAHostWasRebootedIsOnlyTakenWithItsNameAndOfOneThatDoesNotAnswer() {
        // Given
        var admin = admin();

        // When
        var asked = admin.get("/admin/hosts/local/rebooted").body();
        admin.post("/admin/hosts/local/rebooted", Map.of("host", "loca"));
        var mistyped = admin.get("/admin/hosts").body();
        admin.post("/admin/hosts/local/rebooted", Map.of("host", "local"));
        var alive = admin.get("/admin/hosts").body();

        // Then
        assertThat(asked).contains("Look at the machine first.", "name=\"host\"");
        assertThat(mistyped).contains("ype the name of the host that was rebooted");
        assertThat(alive)
                .contains("only of a host that is NonResponsive")
                .doesNotContain("/admin/hosts/local/rebooted");
        assertThat(rig.estate().hosts().byName("local").orElseThrow().up()).isTrue();
    }

    @Test
    void aGatewayIsAddedAndRemoved() {
        // Given
        var admin = admin();

        // When
        var added = admin.post(
                "/admin/gateways", Map.of("name", "page-gw", "publicName", "gw.example.org", "port", "8444"));

        // Then
        assertThat(code(added.body())).contains("?name=gw.example.org&port=8444");
        assertThat(admin.get("/admin/gateways").body()).contains("page-gw", "gw.example.org:8444", "Unassigned");
        admin.post("/admin/gateways/page-gw/remove", Map.of());
        assertThat(admin.get("/admin/gateways").body()).contains("is removed.").doesNotContain("page-gw/token");
    }

    @Test
    void whatIsWrongIsSaidAndWhatWasTypedStays() {
        // Given
        var admin = admin();
        var canary = "\"><script>alert(1)</script>";

        // When
        var wrong = admin.post("/admin/hosts", Map.of("name", canary, "address", "10.0.0.1", "port", "8446"));
        var twice = admin.post("/admin/hosts", Map.of("name", "local", "address", "10.0.0.1", "port", "8446"));

        // Then
        assertThat(wrong.body())
                .contains("That was not done.", "&lt;script&gt;", "10.0.0.1")
                .doesNotContain("<script>alert");
        assertThat(twice.body()).contains("There is a host local already");
    }

    @Test
    void a12_forOthersThePagesAreNotThere() {
        // Given
        var petra = Visitor.loggedIn(rig, "petra");

        // Then
        assertThat(petra.get("/desktops").body()).doesNotContain("/admin/");
        for (var path : List.of(
                "/admin/hosts",
                "/admin/gateways",
                "/admin/hosts/local/remove",
                "/admin/hosts/local/rebooted",
                "/admin/vms",
                "/admin/vms/new",
                "/admin/pools",
                "/admin/pools/new",
                "/admin/templates",
                "/admin/templates/upload",
                "/admin/clusters",
                "/admin/jobs",
                "/admin/events")) {
            assertThat(petra.get(path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(petra.post("/admin/hosts/local/remove", Map.of()).statusCode())
                .isEqualTo(404);
        assertThat(petra.postFile("/admin/templates/upload", Map.of("name", "x"), "x.qcow2", new byte[8192])
                        .statusCode())
                .isEqualTo(404);
        assertThat(petra.post("/admin/hosts", Map.of("name", "x", "address", "x", "port", "1"))
                        .statusCode())
                .isEqualTo(404);
        assertThat(rig.estate().hosts().list()).anyMatch(host -> host.name().equals("local"));
    }

    @Test
    void aProgramShowsItsPasswordOnceAndATokenFromThenOn() {
        // Given
        var program = new Visitor(rig);
        var basic = "Basic "
                + Base64.getEncoder()
                        .encodeToString(("admin@internal:" + rig.adminPassword()).getBytes(StandardCharsets.UTF_8));

        // When
        var login = program.send(
                program.request("/api/v1/login").POST(HttpRequest.BodyPublishers.noBody()),
                "Authorization",
                basic,
                "Accept",
                "application/json");
        var token = first(Pattern.compile("\"token\":\"([\\w-]{43})\""), login.body());
        var bearer = "Bearer " + token;

        // Then
        assertThat(login.statusCode()).isEqualTo(201);
        assertThat(program.get("/api/v1/hosts", "Authorization", bearer, "Accept", "application/json")
                        .statusCode())
                .isEqualTo(200);
        assertThat(program.send(
                                program.request("/api/v1/login").POST(HttpRequest.BodyPublishers.noBody()),
                                "Authorization",
                                bearer)
                        .statusCode())
                .as("no token for a token")
                .isEqualTo(403);
        assertThat(program.send(program.request("/api/v1/login").DELETE(), "Authorization", bearer)
                        .statusCode())
                .isEqualTo(204);
        var over = program.get("/api/v1/hosts", "Authorization", bearer, "Accept", "application/json");
        assertThat(over.statusCode()).isEqualTo(401);
        assertThat(over.body()).contains("\"code\":\"unauthenticated\"");
        assertThat(program.get("/api/v1/hosts", "Authorization", bearer, "Origin", "https://evil.example.org")
                        .statusCode())
                .isEqualTo(403);
    }

    private static String code(String page) {
        return first(CODE, page).replace("&amp;", "&");
    }

    private static String first(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        assertThat(matcher.find()).as("%s in\n%s", pattern, text).isTrue();
        return matcher.group(1);
    }
}
