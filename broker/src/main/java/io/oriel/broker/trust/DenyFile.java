package io.oriel.broker.trust;

import io.oriel.certs.tls.TlsMaterial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/**
 * The deny list in a file beside this replica's own certificate, where {@link TlsMaterial} reads it: so that the control
 * plane refuses a removed host's certificate also when it is the one that calls.
 */
public final class DenyFile {
    private final Certificates certificates;
    private final Path file;
    private String written = "";

    public DenyFile(Certificates certificates, Path tlsDirectory) {
        this.certificates = certificates;
        this.file = tlsDirectory.resolve(TlsMaterial.DENIED);
    }

    /** Writes what the database says now, if it differs from what was written last. */
    public synchronized void refresh() {
        var text = String.join("\n", certificates.denied()) + "\n";
        if (text.equals(written)) {
            return;
        }
        try {
            Trust.replace(file, text);
            written = text;
        } catch (IOException e) {
            throw new UncheckedIOException("the deny list cannot be written to " + file, e);
        }
    }
}
