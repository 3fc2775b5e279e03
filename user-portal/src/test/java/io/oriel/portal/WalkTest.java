package io.oriel.portal;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A person's way through the pages, without script: take, connect, give back. */
class WalkTest {
    private static final Pattern DESKTOP = Pattern.compile("/desktops/([0-9a-f-]{36})/");
    private static final Pattern POOL = Pattern.compile("name=\"pool\" value=\"([0-9a-f-]{36})\"");

    private static Rig rig;

    @BeforeAll
    static void people() {
        rig = Rig.running();
        rig.person("wanda", "Wanda Walk");
        rig.person("wilma", "Wilma Walk");
        rig.person("walter", "Walter Without");
        rig.pool("walk", 2, 1, "wanda", "wilma");
    }

    @Test
    void takeConnectAndGiveBack() {
        // Given
        var wanda = Visitor.loggedIn(rig, "wanda");
        var empty = wanda.get("/desktops").body();
        assertThat(empty).contains("No desktop yet", "Wanda Walk", "<b>1 ready now</b>", "of 2");

        // When
        var took = wanda.post("/desktops/connect", Map.of("pool", first(POOL, empty)));

        // Then
        assertThat(took.statusCode()).isEqualTo(303);
        assertThat(took.headers().firstValue("location")).contains("/desktops");
        var page = wanda.get("/desktops").body();
        assertThat(page)
                .contains("is yours.", "From \u2068walk\u2069, wiped after use", "You have 1, the most allowed.");
        assertThat(wanda.get("/desktops").body()).as("said once").doesNotContain("is yours.");

        var id = first(DESKTOP, page);
        var path = "/desktops/" + id;
        var console = wanda.get(path + "/console");
        assertThat(console.statusCode()).isEqualTo(200);
        var gateway = "localhost:" + rig.settings().appliance().orElseThrow().gatewayPort();
        assertThat(console.headers().firstValue("content-security-policy").orElseThrow())
                .contains("wss://" + gateway, "https://" + gateway)
                .doesNotContain("unsafe");

        var ticket = wanda.post(path + "/ticket", Map.of());
        assertThat(ticket.statusCode()).isEqualTo(200);
        assertThat(ticket.body())
                .contains("\"url\":\"wss://" + gateway + "/rfb\"")
                .containsPattern("\"ticket\":\"[\\w-]{43}\"");
        assertThat(ticket.headers().firstValue("cache-control").orElseThrow()).contains("no-store");

        assertThat(wanda.get(path + "/console?client=vnc").body()).contains("data-client=\"vnc\"");
        assertThat(wanda.get(path + "/console?client=spice").body())
                .as("simulated hosts show VNC only")
                .contains("data-client=\"vnc\"");
        assertThat(wanda.get(path + "/console?client=%3Cscript%3E").body()).contains("data-client=\"vnc\"");
        var other = wanda.post(path + "/ticket?client=spice", Map.of());
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(other.body()).contains("\"client\":\"vnc\"").doesNotContain("\"ticket\"");

        Eventually.is("a picture", () -> wanda.get(path + "/thumbnail").statusCode() == 200);

        var asked = wanda.get(path + "/give-back").body();
        assertThat(asked).contains("Give back", "Everything on its disk", "Give back and wipe");
        var gave = wanda.post(path + "/give-back", Map.of());
        assertThat(gave.statusCode()).isEqualTo(303);
        assertThat(wanda.get("/desktops").body())
                .contains("No desktop yet", "was given back.", "Its disk is being wiped.");
        assertThat(wanda.get(path + "/console").statusCode()).isEqualTo(404);
    }

    @Test
    void a12_whatIsNotTheirsIsNotThere() {
        // Given
        var wilma = Visitor.loggedIn(rig, "wilma");
        wilma.post(
                "/desktops/connect",
                Map.of("pool", first(POOL, wilma.get("/desktops").body())));
        var path = "/desktops/" + first(DESKTOP, wilma.get("/desktops").body());
        var walter = Visitor.loggedIn(rig, "walter");

        // Then
        assertThat(walter.get(path + "/console").statusCode()).isEqualTo(404);
        assertThat(walter.get(path + "/thumbnail").statusCode()).isEqualTo(404);
        assertThat(walter.get(path + "/give-back").statusCode()).isEqualTo(404);
        assertThat(walter.post(path + "/ticket", Map.of()).statusCode()).isEqualTo(409);
        assertThat(walter.post(path + "/ticket", Map.of()).body()).doesNotContain("\"ticket\"");
        assertThat(walter.post(path + "/viewer", Map.of()).body()).doesNotContain("virt-viewer");
        walter.post(path + "/give-back", Map.of());
        assertThat(walter.get("/desktops").body()).contains("This desktop is not yours, or it is gone.");
        assertThat(wilma.get("/desktops").body()).contains(path);
    }

    @Test
    void aPoolThatIsNotOpenToThemIsRefusedInTheirWords() {
        // Given
        var walter = Visitor.loggedIn(rig, "walter");
        var pool = rig.estate().pools().byName("walk").orElseThrow().id();

        // When
        walter.post("/desktops/connect", Map.of("pool", pool.toString()));

        // Then
        assertThat(walter.get("/desktops").body())
                .contains("This desktop is not yours, or it is gone.", "No pool is open to you either.");
        assertThat(walter.post("/desktops/connect", Map.of("pool", "none")).statusCode())
                .isEqualTo(400);
    }

    @Test
    void a10_theTicketStandsInNoAddressAndNoLog() {
        // Given
        rig.person("tilda", "Tilda Ticket");
        rig.pool("secrets", 1, 1, "tilda");
        var lines = new java.util.concurrent.ConcurrentLinkedQueue<String>();
        var listener = new AppenderBase<ILoggingEvent>() {
            @Override
            protected void append(ILoggingEvent event) {
                lines.add(event.getFormattedMessage() + " " + event.getKeyValuePairs());
            }
        };
        var root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        listener.start();
        root.addAppender(listener);
        try {
            var tilda = Visitor.loggedIn(rig, "tilda");
            tilda.post(
                    "/desktops/connect",
                    Map.of("pool", first(POOL, tilda.get("/desktops").body())));
            var path = "/desktops/" + first(DESKTOP, tilda.get("/desktops").body());

            // When
            var answer = tilda.post(path + "/ticket", Map.of());
            var ticket = first(Pattern.compile("\"ticket\":\"([\\w-]{43})\""), answer.body());

            // Then
            assertThat(tilda.get(path + "/ticket").statusCode())
                    .as("never by GET")
                    .isEqualTo(405);
            assertThat(tilda.get(path + "/viewer").statusCode()).isEqualTo(405);
            assertThat(tilda.get(path + "/console").body()).doesNotContain(ticket);
            assertThat(lines.toString()).doesNotContain(ticket, Rig.password("tilda"));
            assertThat(rig.broker().view().events(Rig.ADMIN, 500).toString())
                    .doesNotContain(ticket, Rig.password("tilda"));
        } finally {
            root.detachAppender(listener);
        }
    }

    @Test
    void a14_whatPeopleAreCalledIsTextAndNothingElse() {
        // Given
        var canary = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>${7919*6007}__${7919*6007}__";
        rig.person("mallory", canary);

        // When
        var page = Visitor.loggedIn(rig, "mallory").get("/desktops").body();

        // Then
        assertThat(page)
                .contains("&lt;img src=x onerror=alert(1)&gt;")
                .doesNotContain("<img src=x", "<script>alert", "47569433");
    }

    private static String first(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        assertThat(matcher.find()).as("%s in\n%s", pattern, text).isTrue();
        return matcher.group(1);
    }
}
