package io.oriel.portal.admin;

import io.oriel.broker.operation.GatewayAdmin;
import io.oriel.broker.operation.HostAdmin;
import io.oriel.host.api.HostFacts;
import io.oriel.portal.page.Mark;
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
 * @param cluster of a host; empty for a gateway
 * @param bootKeys how many are good
 * @param sessions open ones of a gateway
 * @param shape processors and memory; empty for a gateway and before the first report
 * @param until when its certificate runs out; empty before it has joined
 */
record Row(
        String name,
        String tone,
        String glyph,
        String state,
        String address,
        String cluster,
        String shape,
        int bootKeys,
        int sessions,
        @Nullable String until) {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd", Locale.ROOT);

    /** A machine that wants to be a host. */
    record Waiting(String host, String hardwareId, String address, String reason) {
        static Waiting of(String host, HostAdmin.Machine waiting) {
            return new Waiting(host, waiting.hardwareId(), waiting.address(), waiting.reason());
        }
    }

    static Row of(HostAdmin.Entry entry, String cluster, Words words) {
        var host = entry.host();
        var state = host.state().restName();
        return new Row(
                host.name(),
                Mark.host(state).tone(),
                Mark.host(state).glyph(),
                Words.state(state),
                host.address() + ":" + host.agentPort(),
                cluster,
                host.facts().map(facts -> shape(facts, words)).orElse(""),
                entry.bootKeys(),
                0,
                day(entry.certificateUntil()));
    }

    static Row of(GatewayAdmin.Entry entry) {
        var gateway = entry.gateway();
        return new Row(
                gateway.name(),
                Mark.host(entry.state()).tone(),
                Mark.host(entry.state()).glyph(),
                Words.state(entry.state()),
                gateway.publicName() + ":" + gateway.port(),
                "",
                "",
                0,
                entry.sessions(),
                day(entry.certificateUntil()));
    }

    /** Whether a gateway is being emptied. */
    public boolean draining() {
        return state.equals("Draining");
    }

    /** Whether it is a host of which somebody may know that it was rebooted. */
    public boolean lost() {
        return state.equals(Words.state("non_responsive"));
    }

    /** Whether it can be taken into use; else it can be taken out of it. */
    public boolean idle() {
        return state.equals("Maintenance") || state.equals("Preparing for maintenance") || state.equals("Unassigned");
    }

    private static String shape(HostFacts facts, Words words) {
        return words.say("hosts.shape", facts.cpus(), words.memory(facts.memoryMiB()));
    }

    private static @Nullable String day(Optional<OffsetDateTime> until) {
        return until.map(DAY::format).orElse(null);
    }
}
