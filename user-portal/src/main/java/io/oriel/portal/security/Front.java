package io.oriel.portal.security;

/**
 * The address people know the portal by. What a request's {@code Host} says is never asked.
 *
 * @param publicName a host name, or an address
 * @param port the port people dial
 */
public record Front(String publicName, int port) {

    /** As a browser writes it in {@code Origin}. */
    public String origin() {
        return "https://" + publicName + (port == 443 ? "" : ":" + port);
    }

    /**
     * Whether browsers are told to insist on TLS for this name. Not for {@code localhost} and addresses: the order holds for
     * every port of the name, and other programs live there.
     */
    boolean strictTransport() {
        return publicName.contains(".") && !publicName.matches("[0-9.]+") && !publicName.contains(":");
    }
}
