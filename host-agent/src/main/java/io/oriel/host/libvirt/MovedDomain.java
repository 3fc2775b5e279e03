package io.oriel.host.libvirt;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A running domain as it shall be on another host: the same, with displays listening there. Pure.
 *
 * <p>The client of a SPICE display goes along, with a new link for each of its channels, in the middle of the move: when
 * libvirt changes nothing of a domain, neither here nor there. Therefore the last console password, which whoever opened
 * that client's links knows and nobody else, is good for a moment on the other host. VNC displays stay closed there.
 *
 * @param xml for the other host's libvirt
 * @param spice whether it has a SPICE display
 */
record MovedDomain(String xml, boolean spice) {
    /** Secrets included, and only what another libvirt understands. */
    static final int XML_FLAGS = 1 | 1 << 3;

    private static final DateTimeFormatter EXPIRY = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");

    /**
     * @param address where the other host's displays listen
     * @param spiceUntil until when a SPICE display takes its client's links there
     */
    static MovedDomain of(String xml, String address, Instant spiceUntil) {
        var domain = Xml.parse(xml);
        boolean spice = false;
        for (var graphics : domain.all("graphics")) {
            if (graphics.attribute("type").equals("spice")) {
                spice = true;
                graphics.with("passwdValidTo", EXPIRY.format(LocalDateTime.ofInstant(spiceUntil, ZoneOffset.UTC)));
            }
            if (!graphics.attribute("listen").isEmpty()) {
                graphics.with("listen", address);
            }
            graphics.children("listen").stream()
                    .filter(listen -> listen.attribute("type").equals("address"))
                    .forEach(listen -> listen.with("address", address));
        }
        return new MovedDomain(domain.serialized(), spice);
    }
}
