package io.oriel.host.libvirt;

import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.VmId;
import io.oriel.host.screen.Picture;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.libvirt.Domain;
import org.libvirt.KeycodeSet;
import org.libvirt.LibvirtException;

/** What a VM shows and what is pressed on it. The passwords that pass through here are never logged. */
final class Displays {
    private static final int XML_SECURE = 1;
    private static final int AFFECT_LIVE = 1;
    private static final int HOLD_MILLISECONDS = 60;

    /** A screen of 4K as PPM takes 25 MB; the agent's heap is small. */
    private static final int MAX_SCREENSHOT = 32 << 20;

    private static final DateTimeFormatter EXPIRY = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");

    private final Clock clock;

    Displays(Clock clock) {
        this.clock = clock;
    }

    /** Opens one display of a running domain for a while. */
    Outcome setPassword(Domain domain, ConsoleCommand.SetConsolePassword command) throws LibvirtException {
        var graphics = Xml.parse(domain.getXMLDesc(XML_SECURE))
                .child("devices")
                .flatMap(d -> d.children("graphics").stream()
                        .filter(g -> g.attribute("type").equals(word(command.kind())))
                        .findFirst());
        if (graphics.isEmpty()) {
            return new Outcome.Refused(Reason.NOT_FOUND, "the VM has no " + command.kind() + " display");
        }
        // libvirt counts whole seconds: rounded up, so that one second is never none
        var until = LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC).plusSeconds(command.validSeconds() + 1L);
        var opened = graphics.get().with("passwd", command.password()).with("passwdValidTo", EXPIRY.format(until));
        domain.updateDeviceFlags(opened.serialized(), AFFECT_LIVE);
        return new Outcome.Done();
    }

    /** Has every display of a running domain, whoever made it, let nobody in. */
    static void close(Domain domain) throws LibvirtException {
        var displays = Xml.parse(domain.getXMLDesc(XML_SECURE)).child("devices").stream()
                .flatMap(d -> d.children("graphics").stream())
                .filter(g -> g.attribute("type").equals("spice")
                        || g.attribute("type").equals("vnc"))
                .toList();
        for (var display : displays) {
            var closed = display.with("passwd", DomainDevices.secret(6)).with("passwdValidTo", DomainXml.EXPIRED);
            domain.updateDeviceFlags(closed.serialized(), AFFECT_LIVE);
        }
    }

    Outcome press(Domain domain, ConsoleCommand.SendKey command) throws LibvirtException {
        domain.sendKey(
                KeycodeSet.LINUX,
                HOLD_MILLISECONDS,
                command.keys().stream().mapToInt(Integer::intValue).toArray());
        return new Outcome.Done();
    }

    /** The screen as PNG; empty when the VM is off. */
    static byte[] screenshot(Hypervisor hypervisor, VmId vm) throws LibvirtException {
        return hypervisor
                .with(vm, domain -> domain.isActive() == 1 ? png(read(hypervisor, domain)) : new byte[0])
                .orElse(new byte[0]);
    }

    private static byte[] read(Hypervisor hypervisor, Domain domain) throws LibvirtException {
        var stream = hypervisor.streamNew(0);
        try {
            domain.screenshot(stream, 0);
            var all = new ByteArrayOutputStream(1 << 20);
            var part = new byte[64 << 10];
            for (int n = stream.receive(part); n > 0; n = stream.receive(part)) {
                all.write(part, 0, n);
                if (all.size() > MAX_SCREENSHOT) {
                    stream.abort();
                    return new byte[0];
                }
            }
            stream.finish();
            return all.toByteArray();
        } finally {
            stream.free();
        }
    }

    /** qemu answers with PPM; newer ones may answer with PNG. */
    private static byte[] png(byte[] image) {
        if (image.length == 0 || image[0] != 'P') {
            return image;
        }
        return Picture.fromPpm(image).png();
    }

    static String word(ConsoleKind kind) {
        return switch (kind) {
            case SPICE -> "spice";
            case VNC -> "vnc";
        };
    }
}
