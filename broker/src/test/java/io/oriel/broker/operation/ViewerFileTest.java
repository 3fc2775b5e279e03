package io.oriel.broker.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.display.grant.SessionId;
import io.oriel.display.grant.Ticket;
import io.oriel.host.api.VmId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ViewerFileTest {
    private static final Ticket TICKET = Ticket.random(new SecureRandom());

    @Test
    void holdsWhatTheViewerNeedsAndNoPlainPort() {
        // When
        var file = ViewerFile.of(offer("demo-1"));

        // Then
        assertThat(file.name()).isEqualTo("demo-1.vv");
        assertThat(file.text().lines())
                .containsExactly(
                        "[virt-viewer]",
                        "type=spice",
                        "host=desk.example.org",
                        "tls-port=8444",
                        "password=" + TICKET.value(),
                        "ca=-----BEGIN CERTIFICATE-----\\nAA==\\n-----END CERTIFICATE-----\\n",
                        "host-subject=CN=desk.example.org",
                        "title=demo-1",
                        "delete-this-file=1",
                        "toggle-fullscreen=shift+f11",
                        "release-cursor=shift+f12");
    }

    @Test
    void a14_aNameCannotWriteKeysOfItsOwn() {
        // When
        var file = ViewerFile.of(offer("x\r\nproxy=http://evil\n[ovirt]\\n../../.bashrc"));

        // Then
        assertThat(file.text().lines())
                .hasSize(11)
                .noneMatch(line -> line.startsWith("proxy") || line.startsWith("[ovirt"));
        assertThat(file.text()).contains("title=x\\nproxy=http://evil\\n[ovirt]\\\\n../../.bashrc");
        assertThat(file.name()).matches("[A-Za-z0-9][A-Za-z0-9._-]*\\.vv").doesNotContain("/");
    }

    @Test
    void a10_theTicketIsNotInItsText() {
        assertThat(ViewerFile.of(offer("demo-1")).toString()).doesNotContain(TICKET.value());
    }

    private static Offer offer(String title) {
        return new Offer(
                new SessionId(UUID.randomUUID()),
                new VmId(UUID.randomUUID()),
                title,
                TICKET,
                Duration.ofMinutes(2),
                "desk.example.org",
                8444,
                "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n",
                "CN=desk.example.org");
    }
}
