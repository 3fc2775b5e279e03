package io.oriel.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.Await;
import io.oriel.broker.House;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.DirectoryAdmin.Membership;
import io.oriel.broker.operation.LoginResult;
import io.oriel.pool.estate.UserId;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;

/** What a person's own program does: see, take, give back. The simulated host has no SPICE: what has, {@code loadtest} shows. */
class DesktopsApiTest {
    @TempDir
    static Path temp;

    private static House house;
    private static Api api;
    private static WebTestClient alice;
    private static WebTestClient mallory;

    @BeforeAll
    static void open() {
        house = new House(temp);
        api = new Api(house, temp);
        var people = house.broker.people();
        people.addGroup(House.ADMIN, "desktop-users");
        people.addUser(House.ADMIN, "alice", "", "alice-secret");
        people.addUser(House.ADMIN, "mallory", "", "mallory-secret");
        people.addMember(House.ADMIN, new Membership("desktop-users", "alice", false));
        alice = api.as(Optional.of(person("alice")));
        mallory = api.as(Optional.of(person("mallory")));
        house.gateway();
    }

    @AfterAll
    static void close() {
        api.close();
        house.close();
    }

    private static User person(String name) {
        if (house.broker.login().login(name, "internal", name + "-secret", "192.0.2.1")
                instanceof LoginResult.Welcome(var user)) {
            return user;
        }
        throw new AssertionError(name + " could not log in");
    }

    private static WebTestClient.ResponseSpec connect(WebTestClient who, String body) {
        return who.method(HttpMethod.POST)
                .uri("/api/v1/desktops/connect")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(body)
                .exchange();
    }

    @Test
    void aPersonTakesADesktopSeesItAndGivesItBack() {
        // Given
        var pool = house.pool("walk", 2, 1, "desktop-users@internal");
        Await.until(
                "a desktop is ready",
                () -> house.estate.pools().count(pool.id()).ready() > 0);

        // When
        connect(alice, "{\"name\":\"walk\"}")
                .expectStatus()
                .isEqualTo(503)
                .expectBody()
                .jsonPath("$.detail")
                .value(detail -> assertThat(detail.toString()).contains("no display for the viewer"));

        // Then: it is theirs, and the pool's name leads to the same one, not to another
        var name =
                house.estate.vms().of(new UserId("alice@internal")).getFirst().name();
        connect(alice, "{\"name\":\"walk\"}").expectStatus().isEqualTo(503);
        alice.get()
                .uri("/api/v1/desktops")
                .exchange()
                .expectBody()
                .jsonPath("$.desktops[*].name")
                .value(names -> assertThat(names).isEqualTo(List.of(name)))
                .jsonPath("$.pools[0].mine")
                .isEqualTo(1);
        mallory.post()
                .uri("/api/v1/desktops/{name}/give-back", name)
                .exchange()
                .expectStatus()
                .isNotFound();
        alice.post()
                .uri("/api/v1/desktops/{name}/give-back", name)
                .exchange()
                .expectStatus()
                .isNoContent();
        assertThat(house.estate.vms().of(new UserId("alice@internal"))).isEmpty();
    }

    @Test
    void A12_whatIsNotTheirsIsNotThere() {
        house.pool("private", 1, 1, "desktop-users@internal");
        connect(mallory, "{\"name\":\"private\"}").expectStatus().isNotFound();
        connect(mallory, "{\"name\":\"nowhere\"}").expectStatus().isNotFound();
        connect(mallory, "{}").expectStatus().isBadRequest();
        mallory.get()
                .uri("/api/v1/desktops")
                .exchange()
                .expectBody()
                .jsonPath("$.pools.length()")
                .isEqualTo(0);
    }
}
