package io.oriel.certs.enrol;

import io.oriel.certs.TrustException;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * What an administrator hands to a new host or gateway.
 *
 * @param control the control port, {@code https://host:port}
 * @param caFingerprint SHA-256 of the authority's certificate, 64 characters of lower-case hex
 * @param token secret; works once, for 15 minutes
 */
public record JoinCode(URI control, String caFingerprint, String token) {

    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{1,200}");

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

    /** Reads the file an administrator brought: keys {@code control}, {@code ca-fingerprint}, {@code token}. */
    public static JoinCode read(Path propertiesFile) {
        try {
            var properties = new Properties();
            properties.load(new StringReader(Files.readString(propertiesFile)));
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
