package io.oriel.host.libvirt;

import io.oriel.host.api.HostFacts;
import io.oriel.host.local.HardwareId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.libvirt.LibvirtException;

/** Reads what this machine is. */
final class Facts {

    private Facts() {}

    static HostFacts read(Hypervisor hypervisor, Capabilities capabilities, LibvirtSettings settings)
            throws LibvirtException {
        var node = hypervisor.nodeInfo();
        return new HostFacts(
                HardwareId.read(),
                hypervisor.getHostName(),
                node.cpus,
                memoryMiB(),
                capabilities.accelerator().name().toLowerCase(Locale.ROOT),
                capabilities.spice(),
                Inventory.read(hypervisor, capabilities),
                settings.tls() ? pin(settings.displayTls()) : "",
                version(hypervisor.getLibVirVersion()),
                version(hypervisor.getVersion()),
                Optional.ofNullable(Facts.class.getPackage().getImplementationVersion())
                        .orElse("development"));
    }

    /** The same machine with its networks as they are now. */
    static HostFacts networksNow(HostFacts before) {
        return new HostFacts(
                before.hardwareId(),
                before.hostName(),
                before.cpus(),
                before.memoryMiB(),
                before.accelerator(),
                before.spice(),
                Inventory.networksNow(before.inventory()),
                before.displayPin(),
                before.libvirtVersion(),
                before.qemuVersion(),
                before.agentVersion());
    }

    /** From the kernel: libvirt's own figure counts only memory of the nodes it can see, which misleads in containers. */
    private static long memoryMiB() {
        try (var lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(l -> l.startsWith("MemTotal:"))
                    .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) / 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new HypervisorException(
                    HypervisorException.Code.STORAGE, "the machine's memory size cannot be read", e);
        }
    }

    /** libvirt counts 1,000,000 · major + 1,000 · minor + release. */
    static String version(long number) {
        return number / 1_000_000 + "." + number / 1_000 % 1_000 + "." + number % 1_000;
    }

    private static String pin(Path identity) {
        try {
            var pem = Files.readString(identity);
            int from = pem.indexOf("-----BEGIN CERTIFICATE-----");
            var bytes = pem.substring(Math.max(from, 0)).getBytes(StandardCharsets.US_ASCII);
            var certificate =
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(bytes));
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(certificate.getPublicKey().getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            throw new HypervisorException(
                    HypervisorException.Code.STORAGE, "the display certificate " + identity + " cannot be read", e);
        }
    }
}
