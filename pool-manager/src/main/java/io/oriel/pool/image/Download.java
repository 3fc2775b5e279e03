package io.oriel.pool.image;

import io.oriel.pool.estate.ImageSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * Fetches one file by http or https. At most five redirects, never to another scheme than https; a file that is too large,
 * or would not fit on the disk, is refused as early as that is known.
 */
public final class Download {
    private static final int MOST_REDIRECTS = 5;
    private static final int PIECE = 1 << 18;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** So much of the disk is left free. */
    public static final long RESERVE = 1L << 30;

    private final long mostBytes;

    /** @param mostBytes a larger file is refused */
    public Download(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** Hears how far it has come. */
    public interface Listener {
        /** @param whole empty when the server does not say */
        void received(long bytes, OptionalLong whole);
    }

    /**
     * Fetches the file.
     *
     * @throws IOException in words for people, without name, password and query of the URL
     */
    public void fetch(ImageSource source, Path target, Listener listener) throws IOException, InterruptedException {
        try (var client = HttpClient.newBuilder()
                .connectTimeout(PATIENCE)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build()) {
            var at = source;
            for (int i = 0; i <= MOST_REDIRECTS; i++) {
                var answer = client.send(request(at), BodyHandlers.ofInputStream());
                try (var body = answer.body()) {
                    int status = answer.statusCode();
                    if (status == 200) {
                        save(at, answer, body, target, listener);
                        return;
                    }
                    at = redirected(at, answer);
                }
            }
            throw new IOException(source + " redirects too often");
        } catch (IOException e) {
            throw e.getMessage() == null
                            || !e.getMessage().contains(source.address().getHost())
                    ? new IOException(source + " cannot be fetched: " + said(e), e)
                    : e;
        }
    }

    private static String said(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static HttpRequest request(ImageSource at) {
        var request = HttpRequest.newBuilder(at.address()).timeout(PATIENCE).GET();
        at.proof().ifPresent(proof -> request.header("Authorization", proof));
        return request.build();
    }

    private static ImageSource redirected(ImageSource at, HttpResponse<InputStream> answer) throws IOException {
        if (answer.statusCode() / 100 != 3) {
            throw new IOException(at + " answers " + answer.statusCode());
        }
        var location = answer.headers().firstValue("Location").orElse("");
        return at.redirect(location)
                .orElseThrow(() -> new IOException(at + " redirects to where an image is not fetched from"));
    }

    private void save(
            ImageSource at, HttpResponse<InputStream> answer, InputStream body, Path target, Listener listener)
            throws IOException {
        var whole = answer.headers().firstValueAsLong("Content-Length");
        if (whole.isPresent()) {
            check(at, whole.getAsLong());
            var free = Files.getFileStore(target.toAbsolutePath().getParent()).getUsableSpace();
            if (whole.getAsLong() > free - RESERVE) {
                throw new IOException(at + " has " + (whole.getAsLong() >> 20)
                        + " MiB, and the control plane's disk has only " + (free >> 20) + " MiB free");
            }
        }
        long total = 0;
        var piece = new byte[PIECE];
        try (var file = Files.newOutputStream(
                target, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            for (int read = body.read(piece); read >= 0; read = body.read(piece)) {
                total += read;
                check(at, total);
                file.write(piece, 0, read);
                listener.received(total, whole);
            }
        }
        if (whole.isPresent() && total != whole.getAsLong()) {
            throw new IOException(at + " ended after " + total + " of " + whole.getAsLong() + " bytes");
        }
    }

    private void check(ImageSource at, long bytes) throws IOException {
        if (bytes > mostBytes) {
            throw new IOException(at + " is larger than " + (mostBytes >> 20) + " MiB, the most that is taken");
        }
    }
}
