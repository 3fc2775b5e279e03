package io.oriel.portal;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.trust.Trust;
import io.oriel.certs.enrol.JoinCode;
import io.oriel.pool.PoolModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The files by which the control plane speaks to whoever starts it: {@code ca.pem}, {@code cli.properties}, {@code
 * admin.password} at the first start, and {@code join/*.join} while the appliance's own host or gateway is not enrolled.
 * All but the CA are 0600, and each appears whole.
 */
final class StateFiles {
    private static final String LOCAL = "local";
    private static final String SECRET = "rw-------";
    private static final String PUBLIC = "rw-r--r--";

    private StateFiles() {}

    static void write(PortalSettings settings, Trust trust, BrokerModule broker) {
        var state = settings.state();
        write(state.resolve("ca.pem"), trust.caPem(), PUBLIC);
        broker.firstAdminPassword()
                .ifPresent(password -> write(state.resolve("admin.password"), password.value() + "\n", SECRET));
        var own = settings.certificate().isPresent();
        var local =
                settings.listen().equals("0.0.0.0") || settings.listen().equals("::") ? "127.0.0.1" : settings.listen();
        var url = own ? settings.front().origin() : "https://" + local + ":" + settings.port();
        var ca = own ? "" : "ca=" + state.resolve("ca.pem") + "\n";
        write(
                state.resolve("cli.properties"),
                "url=" + url + "\n" + ca + "user=admin@internal\npassword-file=" + state.resolve("admin.password")
                        + "\n",
                SECRET);
    }

    /** Makes the appliance's storage, host and gateway, and the codes with which their programs join. */
    static void ensure(
            PortalSettings settings, PortalSettings.Appliance appliance, PoolModule estate, BrokerModule broker) {
        estate.storage().ensure(LOCAL, appliance.storage().toString());
        var listen = settings.broker().listen();
        var here = listen.equals("0.0.0.0") || listen.equals("::") ? "127.0.0.1" : listen;
        var control = URI.create("https://" + here + ":" + broker.controlPort().port());
        var host = estate.hosts().ensure(LOCAL, "127.0.0.1", appliance.agentPort());
        var gateway = broker.gateways().ensure(LOCAL, settings.front().publicName(), appliance.gatewayPort());
        var join = settings.state().resolve("join");
        join(
                join.resolve("host.join"),
                host.hardwareId().isPresent(),
                () -> broker.joins().forHost(host.id(), control));
        join(
                join.resolve("gateway.join"),
                gateway.enrolled(),
                () -> broker.joins().forGateway(gateway.id(), control));
    }

    private static void join(Path file, boolean enrolled, java.util.function.Supplier<JoinCode> code) {
        if (!enrolled) {
            write(file, code.get().properties(), SECRET);
            return;
        }
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + file, e);
        }
    }

    private static void write(Path file, String text, String permissions) {
        try {
            var directory = file.toAbsolutePath().getParent();
            Files.createDirectories(directory);
            var beside = Files.createTempFile(directory, ".new", ""); // 0600
            Files.writeString(beside, text);
            Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString(permissions));
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
