package io.oriel.broker.api.ovirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.House;
import io.oriel.broker.api.Api;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** A password for a token, as oVirt's clients ask for it. */
class SsoTest {
    private static final String TOKEN = "/ovirt-engine/sso/oauth/token";

    @TempDir
    static Path temp;

    private static House house;
    private static Api api;

    @BeforeAll
    static void open() {
        house = new House(temp);
        api = new Api(house, temp);
        house.broker.people().addUser(House.ADMIN, "olga", "Olga", "olga-secret");
    }

    @AfterAll
    static void close() {
        api.close();
        house.close();
    }

    private static ResponseSpec post(String path, String form) {
        return api.as(Optional.empty())
                .post()
                .uri(path)
                .contentType(MediaType.parseMediaType("application/x-www-form-urlencoded; charset=UTF-8"))
                .accept(MediaType.APPLICATION_JSON)
                .bodyValue(form)
                .exchange();
    }

    private static String token(String user) {
        var answer = post(TOKEN, "scope=ovirt-app-api&grant_type=password&username=" + user + "&password=olga-secret")
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("Cache-Control", "no-store")
                .expectBody()
                .jsonPath("$.token_type")
                .isEqualTo("bearer")
                .returnResult()
                .getResponseBody();
        return new String(answer == null ? new byte[0] : answer).replaceAll(".*\"access_token\":\"([^\"]*)\".*", "$1");
    }

    @Test
    void aTokenIsGivenAndEnds() {
        for (var user : new String[] {"olga%40internal", "olga"}) {
            // When
            var token = token(user);

            // Then
            assertThat(house.broker.tokens().user(token).orElseThrow().id().value())
                    .isEqualTo("olga@internal");
            post("/ovirt-engine/services/sso-logout", "scope=ovirt-app-api&token=" + token)
                    .expectStatus()
                    .isOk();
            assertThat(house.broker.tokens().user(token)).isEmpty();
        }
    }

    @Test
    void A4_wrongPasswordsAreRefusedAndCounted() {
        house.broker.people().addUser(House.ADMIN, "otto", "Otto", "otto-secret");
        for (int i = 0; i < 5; i++) {
            post(TOKEN, "grant_type=password&username=otto@internal&password=x")
                    .expectStatus()
                    .isUnauthorized()
                    .expectBody()
                    .jsonPath("$.error_code")
                    .isEqualTo("access_denied");
        }
        post(TOKEN, "grant_type=password&username=otto@internal&password=otto-secret")
                .expectStatus()
                .isEqualTo(429);
    }

    @Test
    void whatIsNoPasswordIsRefused() {
        post(TOKEN, "grant_type=client_credentials").expectStatus().isBadRequest();
        post(TOKEN, "").expectStatus().isBadRequest();
        api.as(Optional.empty())
                .post()
                .uri(TOKEN)
                .contentType(MediaType.APPLICATION_XML)
                .bodyValue("<a/>")
                .exchange()
                .expectStatus()
                .isEqualTo(415);
    }
}
