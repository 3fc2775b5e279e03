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
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** The gateway's numbers in Prometheus' words. They are read where they are kept; nothing is counted twice. */
public final class GatewayMetrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    public GatewayMetrics(
            Counters counters, GatewaySessions sessions, Limits limits, BooleanSupplier controlPlaneConnected) {
        new JvmMemoryMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        for (var reason : CloseReason.values()) {
            FunctionCounter.builder("oriel.gateway.closed", counters, each -> each.closed(reason))
                    .tag("reason", reason.name().toLowerCase(Locale.ROOT))
                    .description("connections ended, by reason")
                    .register(registry);
        }
        FunctionCounter.builder("oriel.gateway.accepted", counters, Counters::accepted)
                .description("connections accepted")
                .register(registry);
        FunctionCounter.builder("oriel.gateway.sessions.opened", counters, Counters::sessions)
                .description("tickets redeemed")
                .register(registry);
        FunctionCounter.builder("oriel.gateway.bytes", sessions, GatewaySessions::toClients)
                .tag("to", "client")
                .description("bytes relayed")
                .register(registry);
        FunctionCounter.builder("oriel.gateway.bytes", sessions, GatewaySessions::toDesktops)
                .tag("to", "desktop")
                .description("bytes relayed")
                .register(registry);
        for (var passage : Passage.values()) {
            FunctionCounter.builder("oriel.gateway.refused", sessions, each -> each.refusals(passage))
                    .tag("what", passage.name().toLowerCase(Locale.ROOT))
                    .description("channels and messages policy has kept from passing")
                    .register(registry);
        }
        Gauge.builder("oriel.gateway.sessions", sessions, GatewaySessions::size)
                .description("live sessions")
                .register(registry);
        Gauge.builder("oriel.gateway.links", sessions, GatewaySessions::links)
                .description("live links of all sessions")
                .register(registry);
        Gauge.builder("oriel.gateway.connections", limits, Limits::open)
                .description("open client connections")
                .register(registry);
        Gauge.builder("oriel.gateway.control.connected", controlPlaneConnected, each -> each.getAsBoolean() ? 1 : 0)
                .description("1 while the control plane's revocation stream is up")
                .register(registry);
    }

    String text() {
        return registry.scrape();
    }
}
