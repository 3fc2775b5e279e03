package io.oriel.portal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;

/** What the front door lets pass: logins, tokens, headers, redirects. */
class FrontDoorTest {
    private static final Set<RequestMethod> HARMLESS =
            Set.of(RequestMethod.GET, RequestMethod.HEAD, RequestMethod.OPTIONS, RequestMethod.TRACE);

    private static Rig rig;

    @BeforeAll
    static void people() {
        rig = Rig.running();
        rig.person("frieda", "Frieda Front");
    }

    @Test
    void a5_aPlantedSessionIdIsNotTakenOver() {
        // Given
        var visitor = new Visitor(rig);
        var planted = UUID.randomUUID().toString();
        visitor.cookies().put("__Host-oriel", planted);

        // When
        var answer = visitor.logIn("frieda", Rig.password("frieda"));

        // Then
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(visitor.cookies().get("__Host-oriel")).isNotNull().isNotEqualTo(planted);
    }

    @Test
    void a5_loggingInAgainEndsTheOldSessionId() {
        // Given
        var visitor = Visitor.loggedIn(rig, "frieda");
        var old = visitor.cookies().get("__Host-oriel");
        var token = Visitor.token(visitor.get("/desktops").body()).orElseThrow();

        // When
        var answer = visitor.postAsIs(
                "/login",
                Map.of("username", "frieda", "password", Rig.password("frieda"), "domain", "internal", "_csrf", token));

        // Then
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(visitor.cookies().get("__Host-oriel")).isNotEqualTo(old);
        var thief = new Visitor(rig);
        thief.cookies().put("__Host-oriel", old);
        assertThat(thief.get("/desktops").headers().firstValue("location")).contains("/login");
    }

    @Test
    void a5_aLoginPageMakesNoSession() {
        // When
        var answer = new Visitor(rig).get("/login");

        // Then
        assertThat(answer.headers().allValues("set-cookie")).noneMatch(cookie -> cookie.startsWith("__Host-oriel="));
    }

    @Test
    void cookiesAreOnlyForUsAndOnlyOverTls() {
        // When
        var visitor = new Visitor(rig);
        var cookies = new java.util.ArrayList<>(visitor.get("/login").headers().allValues("set-cookie"));
        cookies.addAll(visitor.logIn("frieda", Rig.password("frieda")).headers().allValues("set-cookie"));

        // Then
        assertThat(cookies)
                .isNotEmpty()
                .allSatisfy(cookie -> assertThat(cookie)
                        .startsWith("__Host-")
                        .containsIgnoringCase("; Path=/;")
                        .containsIgnoringCase("; Secure")
                        .containsIgnoringCase("; HttpOnly")
                        .containsIgnoringCase("; SameSite=Lax"));
    }

    @Test
    void a6_everyMutatingRouteRefusesAPostWithoutToken() {
        // Given
        var visitor = new Visitor(rig);
        assertThat(visitor.logIn("admin", rig.adminPassword()).statusCode()).isEqualTo(303);
        var routes = new LinkedHashSet<String>();
        rig.context()
                .getBean(RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((mapping, method) -> {
                    var methods = mapping.getMethodsCondition().getMethods();
                    if (methods.isEmpty() || !HARMLESS.containsAll(methods)) {
                        mapping.getPatternsCondition()
                                .getPatterns()
                                .forEach(pattern -> routes.add(pattern.getPatternString()));
                    }
                });
        // Programs come with a token or a password; the browser's cookie is nothing to them.
        routes.removeIf(route -> route.startsWith("/api/") || route.startsWith("/ovirt-engine/"));
        routes.add("/logout");

        // When
        assertThat(routes)
                .contains("/login", "/desktops/connect", "/desktops/{id}/ticket", "/desktops/{id}/viewer")
                .hasSizeGreaterThanOrEqualTo(8);
        for (var route : routes) {
            var path = route.replaceAll("\\{\\w+}", UUID.randomUUID().toString());

            // Then
            assertThat(visitor.postAsIs(path, Map.of()).statusCode())
                    .as("POST %s without token", path)
                    .isEqualTo(403);
            assertThat(visitor.postAsIs(path, Map.of("_csrf", UUID.randomUUID().toString()))
                            .statusCode())
                    .as("POST %s with a made-up token", path)
                    .isEqualTo(403);
        }
        assertThat(visitor.get("/desktops").statusCode()).as("still logged in").isEqualTo(200);
    }

    @Test
    void a6_theApiTakesNoCookieAndNoForeignOrigin() {
        // Given
        var visitor = Visitor.loggedIn(rig, "frieda");
        var basic = "Basic "
                + Base64.getEncoder()
                        .encodeToString(("admin@internal:" + rig.adminPassword()).getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(visitor.get("/api/v1/users").statusCode()).as("cookie only").isEqualTo(401);
        assertThat(visitor.get("/api/v1/users", "Authorization", basic, "Origin", "https://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(visitor.get("/api/v1/users", "Authorization", basic, "Origin", "null")
                        .statusCode())
                .isEqualTo(403);
        assertThat(visitor.get("/api/v1/users", "Authorization", basic, "Accept", "application/json")
                        .statusCode())
                .isEqualTo(200);
        assertThat(visitor.send(
                                visitor.request("/api/v1/groups")
                                        .header("Content-Type", "text/plain")
                                        .POST(BodyPublishers.ofString("{\"name\":\"x\"}")),
                                "Origin",
                                "https://evil.example")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void theApiNamesWhatIsWrongWithoutAPage() {
        // Given
        var wrong = "Basic " + Base64.getEncoder().encodeToString("stranger:wrong".getBytes(StandardCharsets.UTF_8));

        // When
        var answer = new Visitor(rig).get("/api/v1/hosts", "Authorization", wrong);

        // Then
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
        assertThat(answer.headers().allValues("set-cookie")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "\\\\evil.example",
                "/\\evil.example",
                "/%2f/evil.example",
                "https://evil.example",
                "/desktops/../../evil",
                "/desktops//evil.example",
                "javascript:alert(1)",
                "/desktops\r\nX: y",
                "/logout"
            })
    void a15_afterTheLoginOneStaysHere(String back) {
        // When
        var answer = new Visitor(rig).logIn("frieda", Rig.password("frieda"), "back", back);

        // Then
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("location")).contains("/desktops");
    }

    @Test
    void a15_theConsoleThatWasAskedForComesAfterTheLogin() {
        // Given
        var wanted = "/desktops/" + UUID.randomUUID() + "/console";
        var visitor = new Visitor(rig);

        // When
        var sent = visitor.get(wanted);
        var page = visitor.get(sent.headers().firstValue("location").orElseThrow());
        var answer = visitor.logIn("frieda", Rig.password("frieda"), "back", wanted);

        // Then
        assertThat(sent.statusCode()).isEqualTo(303);
        assertThat(page.body()).contains("name=\"back\" value=\"" + wanted + "\"");
        assertThat(answer.headers().firstValue("location")).contains(wanted);
    }

    @Test
    void a34_whatHeadersClaimOfTheClientAndTheHostIsNotBelieved() {
        // Given
        var visitor = new Visitor(rig);
        var token = Visitor.token(visitor.get("/login").body()).orElseThrow();
        var form = Map.of("username", "nobody", "password", "wrong", "domain", "internal", "_csrf", token);

        // When
        var last = 0;
        for (int i = 0; i < 7; i++) {
            last = visitor.postAsIs(
                            "/login", form, "X-Forwarded-For", "203.0.113." + i, "Forwarded", "for=203.0.113." + i)
                    .statusCode();
        }
        var elsewhere = new Visitor(rig)
                .get(
                        "/desktops",
                        "X-Forwarded-Host",
                        "evil.example",
                        "X-Forwarded-Proto",
                        "http",
                        "X-Forwarded-Prefix",
                        "/evil");

        // Then
        assertThat(last).as("tries are counted for the real address").isEqualTo(429);
        assertThat(elsewhere.headers().firstValue("location")).contains("/login");
    }

    @Test
    void a35_onlyHealthAndTheLoginAreOpen() {
        // Given
        var nobody = new Visitor(rig);
        var person = Visitor.loggedIn(rig, "frieda");

        // Then
        assertThat(nobody.get("/health").body()).isEqualTo("ok");
        for (var path : List.of(
                "/actuator",
                "/actuator/health",
                "/actuator/heapdump",
                "/actuator/env",
                "/v3/api-docs",
                "/metrics",
                "/swagger-ui.html",
                "/messages.properties",
                "/templates/login.html",
                "/application.properties",
                "/vendor/../messages.properties",
                "/vendor/%2e%2e/messages.properties",
                "/static/oriel.css")) {
            assertThat(nobody.get(path).statusCode()).as(path).isIn(303, 404, 400);
            assertThat(person.get(path).statusCode()).as(path + " logged in").isIn(404, 400);
        }
        assertThat(nobody.get("/api/v1/events").statusCode()).isEqualTo(401);
        assertThat(nobody.get("/desktops/stream").statusCode()).isEqualTo(303);
    }

    @Test
    void everyAnswerCarriesTheHeadersThatBindBrowsers() {
        // Given
        var person = Visitor.loggedIn(rig, "frieda");

        // Then
        for (var answer : List.of(
                person.get("/login"), person.get("/desktops"), person.get("/nothing"), person.get("/oriel.css"))) {
            var headers = answer.headers();
            assertThat(headers.firstValue("content-security-policy").orElseThrow())
                    .contains("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
            assertThat(headers.firstValue("x-frame-options")).contains("DENY");
            assertThat(headers.firstValue("referrer-policy")).contains("no-referrer");
            assertThat(headers.firstValue("server")).isEmpty();
        }
        assertThat(person.get("/desktops").headers().firstValue("cache-control").orElseThrow())
                .contains("no-store");
    }

    @Test
    void loggingOutEndsTheSession() {
        // Given
        var visitor = Visitor.loggedIn(rig, "frieda");
        var session = visitor.cookies().get("__Host-oriel");

        // When
        var answer = visitor.post("/logout", Map.of());

        // Then
        assertThat(answer.headers().firstValue("location")).contains("/login?out");
        var thief = new Visitor(rig);
        thief.cookies().put("__Host-oriel", session);
        assertThat(thief.get("/desktops").statusCode()).isEqualTo(303);
    }
}
