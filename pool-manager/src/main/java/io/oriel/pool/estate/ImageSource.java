package io.oriel.pool.estate;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/**
 * Where an image is fetched from.
 *
 * @param address without name and password
 * @param proof the value of an Authorization header; never shown
 */
public record ImageSource(URI address, Optional<String> proof) {

    /** Reads an http or https URL; empty when it is none. */
    public static Optional<ImageSource> of(String text) {
        try {
            var url = new URI(text.strip());
            var scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            if (!(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
                return Optional.empty();
            }
            var bare = new URI(scheme, null, url.getHost(), url.getPort(), null, null, null);
            var path = url.getRawPath() == null ? "" : url.getRawPath();
            var query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
            var proof = Optional.ofNullable(url.getUserInfo())
                    .map(user -> "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8)));
            return Optional.of(new ImageSource(URI.create(bare + path + query), proof));
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Where a redirect leads: to the same scheme or from http to https, with the proof only to the same server. */
    public Optional<ImageSource> redirect(String location) {
        try {
            return of(address.resolve(location).toString())
                    .filter(next -> next.proof().isEmpty())
                    .filter(next ->
                            scheme().equals(next.scheme()) || next.scheme().equals("https"))
                    .map(next -> new ImageSource(next.address(), proof.filter(_ -> sameServer(next))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private String scheme() {
        return address.getScheme();
    }

    private boolean sameServer(ImageSource other) {
        return scheme().equals(other.scheme())
                && address.getHost().equalsIgnoreCase(other.address.getHost())
                && address.getPort() == other.address.getPort();
    }

    /** For logs: what follows a question mark may be a secret, and is left out. */
    @Override
    public String toString() {
        var port = address.getPort() < 0 ? "" : ":" + address.getPort();
        return scheme() + "://" + address.getHost() + port + (address.getRawPath() == null ? "" : address.getRawPath());
    }
}
