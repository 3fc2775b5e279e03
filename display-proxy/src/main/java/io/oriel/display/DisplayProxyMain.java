package io.oriel.display;

import io.oriel.certs.TrustException;
import io.oriel.certs.config.Configuration;
import io.oriel.certs.config.ConfigurationException;
import io.oriel.certs.enrol.Enrolment;
import io.oriel.certs.enrol.JoinCode;
import io.oriel.certs.enrol.Renewal;
import io.oriel.certs.log.Logging;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.display.control.ControlClient;
import io.oriel.display.control.HttpGrants;
import io.oriel.display.control.RevocationReader;
import io.oriel.display.relay.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway: {@code display-proxy [--oriel.key=value …]}, or {@code display-proxy config check …}. */
public final class DisplayProxyMain {
    private static final int CANNOT_START = 1;
    private static final int WRONG_CONFIGURATION = 2;

    private DisplayProxyMain() {}

    public static void main(String[] args) {
        // Only the fallback TLS of the JDK lets a TLS 1.2 client renegotiate, unless told not to.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        boolean check = args.length >= 2 && args[0].equals("config") && args[1].equals("check");
        try {
            var given = check ? Arrays.copyOfRange(args, 2, args.length) : args;
            var loaded = Configuration.load("display-proxy", GatewayConfiguration.KEYS, given, System.getenv());
            var configuration = GatewayConfiguration.of(loaded);
            if (check) {
                System.out.print(loaded.table());
                return;
            }
            Logging.start("display-proxy", configuration.jsonLog());
            run(configuration);
        } catch (ConfigurationException e) {
            System.err.println("display-proxy: " + e.getMessage());
            System.exit(WRONG_CONFIGURATION);
        }
    }

    private static void run(GatewayConfiguration configuration) {
        var log = LoggerFactory.getLogger(DisplayProxyMain.class);
        try {
            enrol(configuration, log);
            serve(configuration, log);
        } catch (TrustException e) {
            // its message says what to do; a stack would only hide it
            log.error("cannot start: {}", e.getMessage());
            System.exit(CANNOT_START);
        } catch (Exception e) {
            log.error("cannot start", e);
            System.exit(CANNOT_START);
        }
    }

    private static void enrol(GatewayConfiguration configuration, Logger log) throws IOException {
        var join = configuration.join();
        if (Enrolment.joined(configuration.tls()) || join.isEmpty()) {
            return;
        }
        Enrolment.joinWhenApproved(
                JoinCode.read(join.get()), configuration.tls(), List.of("gateway", "public"), hardwareId(), log::warn);
        log.info("enrolled");
    }

    /** The machine's UUID where it can be read; only compared by the control plane, never believed. */
    private static String hardwareId() throws IOException {
        for (var file : List.of("/sys/class/dmi/id/product_uuid", "/etc/machine-id")) {
            var path = Path.of(file);
            if (Files.isReadable(path)) {
                return Files.readString(path).strip();
            }
        }
        return new UUID(0, 0).toString();
    }

    private static void serve(GatewayConfiguration configuration, Logger log) throws IOException, InterruptedException {
        var tls = TlsMaterial.load(
                configuration.tls().resolve("gateway.pem"), configuration.tls().resolve("ca.pem"));
        var transport = Transport.best();
        var control = new ControlClient(configuration.control(), tls);
        var revocations = new AtomicReference<RevocationReader>();
        var proxy = DisplayProxy.start(configuration.settings(), transport, new HttpGrants(control), () -> {
            var reader = revocations.get();
            return reader != null && reader.connected();
        });
        revocations.set(new RevocationReader(control, proxy::revoke));
        var renewal = Renewal.start(
                configuration.control(),
                configuration.tls(),
                tls,
                List.of(new Renewal.Purpose("gateway", false), new Renewal.Purpose("public", false)),
                _ -> {});
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            try {
                                proxy.drain(configuration.drain());
                            } finally {
                                stop(proxy, control, renewal, log);
                            }
                        },
                        "stop"));
        log.atInfo()
                .addKeyValue("port", proxy.port())
                .addKeyValue("transport", transport.name())
                .addKeyValue("tls", transport.tlsName())
                .addKeyValue("metrics", proxy.metricsPort())
                .log("ready");
        // Every thread of the event loops is a daemon: this one keeps the program alive until the hook ends it.
        Thread.currentThread().join();
    }

    /** Ends the JVM itself: asked to stop and having stopped is success, and not the 143 of a signal. */
    private static void stop(DisplayProxy proxy, ControlClient control, Renewal renewal, Logger log) {
        try {
            renewal.close();
            proxy.close();
            control.close();
            log.info("stopped");
        } finally {
            Runtime.getRuntime().halt(0);
        }
    }
}
