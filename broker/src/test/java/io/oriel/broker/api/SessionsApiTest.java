package io.oriel.broker.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.broker.House;
import io.oriel.broker.directory.User;
import io.oriel.display.grant.SessionId;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.event.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.task.support.TaskExecutorAdapter;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.server.WebFilter;

/** Looking at sessions, cutting one, emptying a gateway; over the whole broker. */
class SessionsApiTest {
    @TempDir
    static Path temp;

    private static House house;
    private static WebTestClient admin;

    @BeforeAll
    static void open() {
        house = new House(temp);
        WebFilter door = (exchange, chain) -> {
            exchange.getAttributes().put(Actor.ATTRIBUTE, House.ADMIN);
            return chain.filter(exchange);
        };
        admin = WebTestClient.bindToController(
                        new SessionsController(house.broker.sessions()),
                        new GatewaysController(house.broker.gatewayAdmin()))
                .controllerAdvice(new ErrorAdvice())
                .blockingExecution(blocking ->
                        blocking.setExecutor(new TaskExecutorAdapter(Executors.newVirtualThreadPerTaskExecutor())))
                .webFilter(door)
                .configureClient()
                .responseTimeout(Duration.ofSeconds(60))
                .build();
    }

    @AfterAll
    static void close() {
        house.close();
    }

    private static WebTestClient.ResponseSpec send(String method, String path, String body) {
        var request = admin.method(HttpMethod.valueOf(method)).uri("/api/v1/" + path);
        return (body.isEmpty()
                        ? request
                        : request.contentType(MediaType.APPLICATION_JSON).bodyValue(body))
                .exchange();
    }

    /** A session that its gateway has reported. */
    private static SessionId session(String vmName) {
        var id = UUID.randomUUID();
        house.database()
                .jdbc()
                .sql("""
                        insert into broker.session (id, user_id, vm_id, vm_name, gateway_id, protocol, client_address,
                            state, redeemed_at, began_at, last_input_at, round_trip_micros, channels)
                        values (:id, 'alice@internal', gen_random_uuid(), :name, :gateway, 'SPICE', '192.0.2.7',
                            'active', now(), now(), now(), 12345,
                            '[{"channel":"main","bytesToClient":40,"bytesToDesktop":2},
                              {"channel":"display","bytesToClient":60,"bytesToDesktop":0}]')""")
                .param("id", id)
                .param("name", vmName)
                .param("gateway", house.gateway())
                .update();
        return new SessionId(id);
    }

    private static void told(String text) {
        assertThat(house.estate.events().latest(50)).extracting(Event::text).contains(text);
    }

    @Test
    void aSessionShowsWhereItsPersonIsAndWhatItCarries() {
        // Given
        var id = session("seen-1");
        // Then
        send("GET", "sessions/" + id, "")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.gateway")
                .isEqualTo("gateway")
                .jsonPath("$.clientAddress")
                .isEqualTo("192.0.2.7")
                .jsonPath("$.roundTripMicros")
                .isEqualTo(12_345)
                .jsonPath("$.bytesToClient")
                .isEqualTo(100)
                .jsonPath("$.channels[?(@.channel=='display')].bytesToClient")
                .isEqualTo(60);
    }

    @Test
    void aCutSessionIsRevokedAtItsGatewayAndNotTwice() {
        // Given
        var id = session("cut-1");
        // When
        send("POST", "sessions/" + id + "/cut", "").expectStatus().isNoContent();
        // Then
        assertThat(house.database()
                        .jdbc()
                        .sql("select reason from broker.revocation where session_id = :id")
                        .param("id", id.value())
                        .query(String.class)
                        .list())
                .containsExactly("REVOKED");
        told("session of alice@internal with cut-1 cut by admin@internal");
        send("POST", "sessions/" + id + "/cut", "").expectStatus().isNotFound();
        send("POST", "sessions/nonsense/cut", "").expectStatus().isNotFound();
    }

    @Test
    void A12_whoDoesNotSeeTheDesktopFindsNoSessionWithIt() {
        // Given
        var id = session("unseen-1");
        var stranger = new User(new UserId("mallory@internal"), "Mallory", Set.of(), false);
        var sessions = house.broker.sessions();
        // Then
        assertThat(sessions.list(stranger)).isEmpty();
        assertThatThrownBy(() -> sessions.cut(stranger, id)).hasMessageContaining("session " + id + " is not open");
        assertThat(sessions.show(House.ADMIN, id).session().vmName()).isEqualTo("unseen-1");
    }

    @Test
    void aGatewayIsEmptiedAndTakenIntoUseAgain() {
        // Given
        house.gateway();
        house.database()
                .jdbc()
                .sql("update broker.gateway set host_subject = 'CN=' || public_name")
                .update();
        // When
        send("POST", "gateways/gateway/drain", "{}")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.state")
                .isEqualTo("draining")
                .jsonPath("$.drainSeconds")
                .value(seconds -> assertThat(((Number) seconds).longValue()).isBetween(28_700L, 28_800L));
        // Then
        assertThat(house.broker.gateways().pick()).isEmpty();
        told("gateway gateway drains: no new sessions, and open ones end within 8 h by admin@internal");
        send("POST", "gateways/gateway/drain", "{\"seconds\":5400}")
                .expectStatus()
                .isOk();
        told("gateway gateway drains: no new sessions, and open ones end within 90 min by admin@internal");
        // When
        send("POST", "gateways/gateway/activate", "")
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.state")
                .isEqualTo("up")
                .jsonPath("$.drainSeconds")
                .doesNotExist();
        // Then
        assertThat(house.broker.gateways().pick()).isPresent();
        send("POST", "gateways/gateway/activate", "").expectStatus().isBadRequest();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "59", "604801", "-1", "9223372036854775807"})
    void aTimeThatIsNoneIsRefusedAndNothingDrains(String seconds) {
        house.gateway();
        send("POST", "gateways/gateway/drain", "{\"seconds\":" + seconds + "}")
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors[0].field")
                .isEqualTo("seconds");
        assertThat(house.broker.gateways().pick()).isPresent();
    }
}
