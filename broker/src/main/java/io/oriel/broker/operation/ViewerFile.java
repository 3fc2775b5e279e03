package io.oriel.broker.operation;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The connection file of {@code remote-viewer}. It holds a ticket: the viewer deletes it as soon as it has read it.
 *
 * <p>{@code port} is never written: with it the viewer would try without TLS first.
 */
public record ViewerFile(String name, String text) {

    /** The file for a ticket. */
    public static ViewerFile of(Offer offer) {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("type", "spice");
        keys.put("host", offer.gatewayName());
        keys.put("tls-port", Integer.toString(offer.gatewayPort()));
        keys.put("password", offer.ticket().value());
        keys.put("ca", offer.caPem());
        keys.put("host-subject", offer.hostSubject());
        keys.put("title", offer.title());
        keys.put("delete-this-file", "1");
        keys.put("toggle-fullscreen", "shift+f11");
        keys.put("release-cursor", "shift+f12");
        var text = keys.entrySet().stream()
                .map(key -> key.getKey() + "=" + escaped(key.getValue()) + "\n")
                .collect(Collectors.joining("", "[virt-viewer]\n", ""));
        return new ViewerFile(fileName(offer.title()), text);
    }

    /** A value on one line, as GKeyFile reads it back: line ends as {@code \n}, no other control characters. */
    private static String escaped(String value) {
        return value.replace("\\", "\\\\")
                .replace("\r", "")
                .replace("\n", "\\n")
                .codePoints()
                .filter(c -> !Character.isISOControl(c))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String fileName(String title) {
        var plain = title.replaceAll("[^A-Za-z0-9._-]+", "-").replaceAll("^[.-]+", "");
        return (plain.isEmpty() ? "desktop" : plain.substring(0, Math.min(64, plain.length()))) + ".vv";
    }

    @Override
    public String toString() {
        return "ViewerFile[" + name + "]";
    }
}
