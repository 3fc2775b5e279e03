package io.oriel.portal.admin;

import io.oriel.broker.gateway.Approvals;
import io.oriel.broker.operation.GatewayAdmin;
import io.oriel.broker.operation.HostAdmin;
import io.oriel.host.api.HostFacts;
import io.oriel.portal.page.Words;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A host or gateway as its list shows it.
 *
 * @param glyph of the sprite, and {@code tone} its class
 * @param shape processors and memory; empty for a gateway and before the first report
 * @param until when its certificate runs out; empty before it has joined
 */
record Row(
        String name,
        String tone,
        String glyph,
        String state,
        String address,
        String shape,
        @Nullable String until) {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT);

    /** A machine that wants to be a host. */
    record Waiting(String host, String hardwareId, String address, String reason) {
        static Waiting of(String host, Approvals.Waiting waiting) {
            return new Waiting(host, waiting.hardwareId(), waiting.address(), waiting.reason());
        }
    }

    static Row of(HostAdmin.Entry entry, Words words) {
        var host = entry.host();
        var state = host.state().restName();
        return new Row(
                host.name(),
                tone(state),
                glyph(state),
                Words.state(state),
                host.address() + ":" + host.agentPort(),
                host.facts().map(facts -> shape(facts, words)).orElse(""),
                day(entry.certificateUntil()));
    }

    static Row of(GatewayAdmin.Entry entry) {
        var gateway = entry.gateway();
        return new Row(
                gateway.name(),
                tone(entry.state()),
                glyph(entry.state()),
                Words.state(entry.state()),
                gateway.publicName() + ":" + gateway.port(),
                "",
                day(entry.certificateUntil()));
    }

    private static String shape(HostFacts facts, Words words) {
        return words.say("hosts.shape", facts.cpus(), words.memory(facts.memoryMiB()));
    }

    private static @Nullable String day(Optional<OffsetDateTime> until) {
        return until.map(DAY::format).orElse(null);
    }

    private static String tone(String state) {
        return switch (state) {
            case "up" -> "ok";
            case "unassigned", "down", "maintenance" -> "off";
            case "connecting", "initializing", "preparing_for_maintenance", "installing", "reboot" -> "busy";
            case "pending_approval", "non_operational", "kdumping" -> "warn";
            default -> "bad";
        };
    }

    private static String glyph(String state) {
        return switch (state) {
            case "up" -> "s-up";
            case "unassigned", "down" -> "s-down";
            case "maintenance" -> "s-paused";
            case "connecting", "initializing", "preparing_for_maintenance", "installing", "reboot" -> "s-busy";
            case "pending_approval" -> "s-unknown";
            case "non_operational", "kdumping" -> "s-warn";
            default -> "s-bad";
        };
    }
}
