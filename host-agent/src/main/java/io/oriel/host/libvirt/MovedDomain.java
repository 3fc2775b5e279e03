package io.oriel.host.libvirt;

/**
 * A running domain as it shall be on another host: the same, with displays listening there. Pure.
 *
 * @param xml for the other host's libvirt
 * @param spice whether it has a SPICE display
 */
record MovedDomain(String xml, boolean spice) {
    /** Secrets included, and only what another libvirt understands. */
    static final int XML_FLAGS = 1 | 1 << 3;

    /** @param address where the other host's displays listen */
    static MovedDomain of(String xml, String address) {
        var domain = Xml.parse(xml);
        boolean spice = false;
        for (var graphics : domain.all("graphics")) {
            spice |= graphics.attribute("type").equals("spice");
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
