package io.oriel.display.admin;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.oriel.display.grant.CloseReason;
import io.oriel.display.grant.Passage;
import io.oriel.display.relay.Counters;
import io.oriel.display.relay.GatewaySessions;
import io.oriel.display.relay.Limits;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/** The gateway's numbers in Prometheus' words. They are read where they are kept; nothing is counted twice. */
public final class GatewayMetrics {
    private static final Duration IDLE = Duration.ofMinutes(5);

    /** The kinds of channel there are; one figure each, whoever has opened how many. */
    private static final List<String> CHANNELS = List.of(
            "main",
            "display",
            "inputs",
            "cursor",
            "playback",
            "record",
            "smartcard",
            "usbredir",
            "port",
            "webdav",
            "rfb");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    public GatewayMetrics(
            Counters counters, GatewaySessions sessions, Limits limits, BooleanSupplier controlPlaneConnected) {
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        for (var reason : CloseReason.values()) {
            var word = reason.name().toLowerCase(Locale.ROOT);
            count("closed", "connections ended, by reason", counters, each -> each.closed(reason), "reason", word);
        }
        count("accepted", "connections accepted", counters, Counters::accepted);
        count("sessions.opened", "tickets redeemed", counters, Counters::sessions);
        for (var channel : CHANNELS) {
            bytes(sessions, channel, "client", each -> each.toClients(channel));
            bytes(sessions, channel, "desktop", each -> each.toDesktops(channel));
        }
        for (var passage : Passage.values()) {
            var word = passage.name().toLowerCase(Locale.ROOT);
            count(
                    "refused",
                    "channels and messages kept from passing",
                    sessions,
                    each -> each.refusals(passage),
                    "what",
                    word);
        }
        show("sessions", "live sessions", sessions, GatewaySessions::size);
        show("sessions.idle", "live sessions without input for five minutes", sessions, each -> each.idle(IDLE));
        roundTrip(sessions, "0.5");
        roundTrip(sessions, "0.95");
        roundTrip(sessions, "1");
        show("draining", "1 while no new sessions are taken", sessions, each -> each.draining() ? 1 : 0);
        show("links", "live links of all sessions", sessions, GatewaySessions::links);
        show("connections", "open client connections", limits, Limits::open);
        show(
                "control.connected",
                "1 while the control plane's revocation stream is up",
                controlPlaneConnected,
                each -> each.getAsBoolean() ? 1 : 0);
    }

    private void bytes(GatewaySessions sessions, String channel, String to, ToDoubleFunction<GatewaySessions> value) {
        count("bytes", "bytes relayed, by kind of channel", sessions, value, "to", to, "channel", channel);
    }

    private void roundTrip(GatewaySessions sessions, String quantile) {
        Gauge.builder("oriel.gateway.round.trip.seconds", sessions, each -> at(each.roundTrips(), quantile))
                .tags("quantile", quantile)
                .description("round trip to the clients of live sessions, as last measured")
                .register(registry);
    }

    /** The value below which that part of all lies, in seconds; NaN when there is none. */
    private static double at(long[] micros, String quantile) {
        int rank = (int) Math.ceil(Double.parseDouble(quantile) * micros.length);
        return micros.length == 0 ? Double.NaN : micros[Math.max(0, rank - 1)] / 1e6;
    }

    /** A number that only grows. */
    private <T> void count(String name, String description, T source, ToDoubleFunction<T> value, String... tags) {
        FunctionCounter.builder("oriel.gateway." + name, source, value)
                .tags(tags)
                .description(description)
                .register(registry);
    }

    /** A number that goes up and down. */
    private <T> void show(String name, String description, T source, ToDoubleFunction<T> value) {
        Gauge.builder("oriel.gateway." + name, source, value)
                .description(description)
                .register(registry);
    }

    String text() {
        return registry.scrape();
    }
}
