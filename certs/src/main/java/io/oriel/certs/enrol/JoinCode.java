package io.oriel.certs.enrol;

import io.oriel.certs.TrustException;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an administrator hands to a new host or gateway: as a file of properties, or as one line
 * {@code https://host:port/join/<ca-fingerprint>/<token>}, behind which settings for the new program may stand as a query.
 *
 * @param control the control port, {@code https://host:port}
 * @param caFingerprint SHA-256 of the authority's certificate, 64 characters of lower-case hex
 * @param token secret; works once, for 15 minutes
 */
public record JoinCode(URI control, String caFingerprint, String token) {

    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,200}");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9.:_-]{1,253}");
    private static final Pattern LINE =
            Pattern.compile("(https://[^/?#\\s]+)/join/([0-9a-f]{64})/([A-Za-z0-9_-]{1,200})(\\?[A-Za-z0-9=&.:_-]*)?");

    public JoinCode {
        if (!"https".equals(control.getScheme()) || control.getHost() == null) {
            throw malformed("control wants https://host:port");
        }
        if (!FINGERPRINT.matcher(caFingerprint).matches()) {
            throw malformed("ca-fingerprint wants 64 characters of lower-case hex");
        }
        if (!TOKEN.matcher(token).matches()) {
            throw malformed("token wants 1 to 200 characters of base64url");
        }
    }

    /** Reads the file an administrator brought: one line, or keys {@code control}, {@code ca-fingerprint}, {@code token}. */
    public static JoinCode read(Path propertiesFile) {
        try {
            var text = Files.readString(propertiesFile);
            if (text.startsWith("https://")) {
                return of(text.strip());
            }
            var properties = new Properties();
            properties.load(new StringReader(text));
            return new JoinCode(
                    URI.create(properties.getProperty("control", "")),
                    properties.getProperty("ca-fingerprint", ""),
                    properties.getProperty("token", ""));
        } catch (IOException e) {
            throw new TrustException(TrustException.Code.FILE, "cannot read the join file " + propertiesFile, e);
        } catch (IllegalArgumentException e) {
            throw new TrustException(
                    TrustException.Code.MALFORMED, "the join file " + propertiesFile + " is not one", e);
        }
    }

    /** Reads what {@link #line} wrote; settings behind it are skipped. */
    public static JoinCode of(String line) {
        var matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw malformed("wanted https://host:port/join/<ca-fingerprint>/<token>");
        }
        try {
            return new JoinCode(URI.create(matcher.group(1)), matcher.group(2), matcher.group(3));
        } catch (IllegalArgumentException e) {
            throw new TrustException(TrustException.Code.MALFORMED, "join code: the control port has no address", e);
        }
    }

    /**
     * The code as one line without spaces and quotes.
     *
     * @param settings for the program that joins, read by whoever starts it: plain names and values
     */
    public String line(Map<String, String> settings) {
        var query = settings.entrySet().stream()
                .map(setting -> setting.getKey() + "=" + plain(setting.getValue()))
                .collect(Collectors.joining("&"));
        return control + "/join/" + caFingerprint + "/" + token + (query.isEmpty() ? "" : "?" + query);
    }

    private static String plain(String value) {
        if (!PLAIN.matcher(value).matches()) {
            throw malformed("a setting is no plain word");
        }
        return value;
    }

    /** The text of such a file. */
    public String properties() {
        return "control=%s\nca-fingerprint=%s\ntoken=%s\n".formatted(control, caFingerprint, token);
    }

    private static TrustException malformed(String what) {
        return new TrustException(TrustException.Code.MALFORMED, "join code: " + what);
    }

    @Override
    public String toString() {
        return "JoinCode[" + control + "]";
    }
}
