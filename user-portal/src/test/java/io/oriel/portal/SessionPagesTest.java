package io.oriel.portal;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.pool.event.Event;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An administrator looks at who sits where, cuts a session and empties a gateway, without script. */
class SessionPagesTest {
    private static Rig rig;

    @BeforeAll
    static void people() {
        rig = Rig.running();
        rig.person("sofie", "Sofie Seen");
    }

    private static Visitor admin() {
        var visitor = new Visitor(rig);
        assertThat(visitor.logIn("admin", rig.adminPassword()).statusCode()).isEqualTo(303);
        return visitor;
    }

    private static JdbcClient database() {
        return JdbcClient.create(rig.context().getBean(DataSource.class));
    }

    /** A session whose gateway has reported it. */
    private static UUID session(String vmName) {
        var id = UUID.randomUUID();
        database().sql("""
                        insert into broker.session (id, user_id, vm_id, vm_name, gateway_id, protocol, client_address,
                            state, redeemed_at, began_at, last_input_at, round_trip_micros, channels)
                        values (:id, 'sofie@internal', gen_random_uuid(), :name, (select min(id::text)::uuid from broker.gateway
                            where revoked_at is null), 'SPICE', '192.0.2.42', 'active', now(), now(),
                            now() - interval '7 minutes', 12345,
                            '[{"channel":"main","bytesToClient":40,"bytesToDesktop":2},
                              {"channel":"display","bytesToClient":3145728,"bytesToDesktop":0}]')""").param("id", id).param("name", vmName).update();
        return id;
    }

    @Test
    void aSessionIsSeenAskedAboutAndCut() {
        // Given
        var id = session("seen-and-cut");
        var admin = admin();
        // Then
        assertThat(admin.get("/admin/sessions").body())
                .contains("sofie@internal", "seen-and-cut", "192.0.2.42", "7\u00a0min", "12\u00a0ms", "3.0\u00a0MiB")
                .contains("display: 3.0\u00a0MiB to the client, 0\u00a0B to the desktop");
        assertThat(admin.get("/admin/sessions/" + id + "/cut").body())
                .contains("Cut the session of", "told that an administrator did it", "Kept: the desktop");
        assertThat(open(id)).isTrue();
        // When
        admin.post("/admin/sessions/" + id + "/cut", Map.of());
        // Then
        assertThat(admin.get("/admin/sessions").body())
                .contains("The session is cut.")
                .doesNotContain("seen-and-cut");
        assertThat(open(id)).isFalse();
        assertThat(rig.estate().events().latest(50))
                .extracting(Event::text)
                .contains("session of sofie@internal with seen-and-cut cut by admin@internal");
        // When: the page was old
        admin.post("/admin/sessions/" + id + "/cut", Map.of());
        // Then
        assertThat(admin.get("/admin/sessions").body()).contains("is not open: it may have ended by itself");
    }

    private static boolean open(UUID id) {
        return database()
                .sql("select state <> 'closed' from broker.session where id = :id")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    @Test
    void aGatewayIsDrainedAfterAQuestionAndTakenIntoUseAgain() {
        // Given
        var admin = admin();
        var name = rig.broker().gateways().pick().orElseThrow().name();
        // Then
        assertThat(admin.get("/admin/gateways/" + name + "/drain").body())
                .contains("Drain gateway", "New sessions get another gateway");
        assertThat(rig.broker().gateways().pick()).isPresent();
        try {
            // When
            admin.post("/admin/gateways/" + name + "/drain", Map.of());
            // Then
            assertThat(admin.get("/admin/gateways").body())
                    .contains("Draining", "/admin/gateways/" + name + "/activate");
            assertThat(rig.broker().gateways().byName(name).orElseThrow().draining())
                    .isPresent();
        } finally {
            // When
            admin.post("/admin/gateways/" + name + "/activate", Map.of());
        }
        // Then
        assertThat(admin.get("/admin/gateways").body()).contains("is taken into use.");
        assertThat(rig.broker().gateways().pick()).isPresent();
    }

    @Test
    void A13_forOthersNeitherIsThere() {
        // Given
        var id = session("not-yours");
        var sofie = Visitor.loggedIn(rig, "sofie");
        // Then
        assertThat(sofie.get("/admin/sessions").statusCode()).isEqualTo(404);
        assertThat(sofie.get("/admin/sessions/" + id + "/cut").statusCode()).isEqualTo(404);
        assertThat(sofie.post("/admin/sessions/" + id + "/cut", Map.of()).statusCode())
                .isEqualTo(404);
        assertThat(sofie.post("/admin/gateways/local/drain", Map.of()).statusCode())
                .isEqualTo(404);
        assertThat(open(id)).isTrue();
    }
}
