package io.oriel.host.libvirt;

import io.oriel.host.api.Console;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.GuestReport;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What libvirt's description of a domain says. Pure.
 *
 * @param owner the installation it belongs to; empty for one of nobody
 * @param label the security label it runs under; empty when off or without one
 * @param files every image it uses, backing files included
 * @param written those of them it writes
 */
record DomainView(
        VmId id,
        String title,
        String owner,
        boolean agent,
        String label,
        List<Console> consoles,
        Set<String> files,
        Set<String> written) {

    /**
     * Reads a domain's XML.
     *
     * @param tls whether VNC displays speak TLS here, which the XML does not say
     */
    static DomainView of(String xml, boolean tls) {
        var domain = Xml.parse(xml);
        var id = new VmId(
                UUID.fromString(domain.child("uuid").map(Xml::text).orElse("").strip()));
        var title = domain.child("title").or(() -> domain.child("name")).map(Xml::text);
        var owner = domain.child("metadata")
                .flatMap(m -> m.child(DomainXml.NAMESPACE, DomainXml.OWNER))
                .map(Xml::text);
        var devices = domain.child("devices");
        return new DomainView(
                id,
                title.orElse(id.toString()),
                owner.orElse("").strip(),
                devices.stream().flatMap(d -> d.children("channel").stream()).anyMatch(DomainView::isConnectedAgent),
                domain.children("seclabel").stream()
                        .filter(l -> !l.attribute("model").equals("dac"))
                        .flatMap(l -> l.child("label").stream())
                        .map(Xml::text)
                        .findFirst()
                        .orElse(""),
                devices.map(d -> consoles(d, tls)).orElse(List.of()),
                devices.stream()
                        .flatMap(d -> d.all("source").stream())
                        .flatMap(s -> Stream.of(s.attribute("file")))
                        .filter(f -> !f.isEmpty())
                        .collect(Collectors.toUnmodifiableSet()),
                devices.stream()
                        .flatMap(d -> d.children("disk").stream())
                        .filter(d -> d.child("readonly").isEmpty())
                        .flatMap(d -> d.child("source").stream())
                        .map(s -> s.attribute("file"))
                        .filter(f -> !f.isEmpty())
                        .collect(Collectors.toUnmodifiableSet()));
    }

    VmReport report(boolean ours, VmPower power, GuestMemory.Told told) {
        boolean runs = power != VmPower.OFF && power != VmPower.CRASHED && power != VmPower.SAVED;
        return new VmReport(
                id,
                title,
                ours,
                power,
                runs && agent,
                runs ? told.info() : GuestReport.UNKNOWN,
                runs ? label : "",
                runs ? told.addresses() : List.of(),
                runs && ours ? consoles : List.of());
    }

    private static boolean isConnectedAgent(Xml channel) {
        return channel.child("target")
                .filter(t -> t.attribute("name").equals(DomainXml.AGENT_CHANNEL)
                        && t.attribute("state").equals("connected"))
                .isPresent();
    }

    private static List<Console> consoles(Xml devices, boolean vncTls) {
        var consoles = new ArrayList<Console>();
        for (var graphics : devices.children("graphics")) {
            switch (graphics.attribute("type")) {
                case "spice" -> {
                    int tls = port(graphics, "tlsPort");
                    int plain = port(graphics, "port");
                    if (plain > 0) {
                        consoles.add(new Console(ConsoleKind.SPICE, plain, false));
                    } else if (tls > 0) {
                        consoles.add(new Console(ConsoleKind.SPICE, tls, true));
                    }
                }
                case "vnc" -> {
                    int port = port(graphics, "port");
                    if (port > 0) {
                        consoles.add(new Console(ConsoleKind.VNC, port, vncTls));
                    }
                }
                default -> {
                    // another kind of display, which we do not serve
                }
            }
        }
        return List.copyOf(consoles);
    }

    private static int port(Xml graphics, String name) {
        var text = graphics.attribute(name);
        return text.isEmpty() ? -1 : Integer.parseInt(text);
    }
}
