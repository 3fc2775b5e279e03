package io.oriel.host.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.host.api.AgentException;
import io.oriel.host.api.Answer;
import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.EventStream;
import io.oriel.host.api.HostAgent;
import io.oriel.host.api.HostId;
import io.oriel.host.api.HostReport;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.StorageReport;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmSpec;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.util.retry.Retry;
import tools.jackson.core.JacksonException;

/**
 * A host agent at the other end of the agent protocol. Talks only to the holder of that host's certificate: the check
 * stands in the handshake, before anything is sent.
 */
public final class RemoteHostAgent implements HostAgent {

    private static final Retry IN_ITS_VERSION = Retry.max(1).filter(OtherVersion.class::isInstance);
    private static final Duration EXCHANGE = Duration.ofSeconds(20);
    /** From the last byte of an image to its outcome: the host checks and copies it. */
    private static final Duration STORE = Duration.ofMinutes(10);

    /** Until a host has looked at every image of a storage domain. */
    private static final Duration LOOK = Duration.ofMinutes(1);

    private static final Duration UPLOAD = Duration.ofHours(4);
    private static final int LONGEST_ANSWER = 16 * 1024 * 1024;

    private final URI address;
    private final HostId expected;
    private final TlsMaterial tls;
    private final Versions versions;
    private final AtomicReference<Wire> wire;
    private final AtomicReference<Optional<UUID>> epoch = new AtomicReference<>(Optional.empty());

    /**
     * Connects when first used.
     *
     * @param address {@code https://host:port}
     * @param expected whose certificate the agent must show
     */
    public RemoteHostAgent(URI address, HostId expected, TlsMaterial tls) {
        this(address, expected, tls, Protocol.VERSION);
    }

    RemoteHostAgent(URI address, HostId expected, TlsMaterial tls, int newest) {
        this.versions = new Versions(newest);
        this.address = address;
        this.expected = expected;
        this.tls = tls;
        this.wire = new AtomicReference<>(Wire.open(expected, tls));
    }

    /** The agent speaks another version, which from now on is spoken with it: ask again. */
    private static final class OtherVersion extends RuntimeException {
        private static final long serialVersionUID = 1L;

        OtherVersion() {
            super("the agent speaks another version", null, false, false);
        }
    }

    private HttpClient client() {
        return current().headers(headers -> headers.set(Protocol.HEADER, versions.spoken()));
    }

    /** The client under the certificate that is current: a renewal costs a handshake and no request. */
    private HttpClient current() {
        var now = wire.get();
        if (now.number() == tls.number()) {
            return now.client();
        }
        var next = Wire.open(expected, tls);
        if (wire.compareAndSet(now, next)) {
            now.retire();
            return next.client();
        }
        next.close();
        return wire.get().client();
    }

    @Override
    public Answer execute(EstateCommand command) {
        return post(command);
    }

    @Override
    public Outcome execute(ConsoleCommand command) {
        return switch (post(command)) {
            case Answer.Ended(var outcome) -> outcome;
            case Answer.Accepted() -> throw new AgentException("the agent only accepted a console command");
        };
    }

    private Answer post(Object command) {
        var body = Json.bytes(command);
        return read(
                Json::readAnswer,
                exchange(
                        client -> client.headers(headers -> headers.set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                                        .set(HttpHeaderNames.CONTENT_TYPE, Protocol.JSON))
                                .post()
                                .uri(uri(Protocol.COMMANDS))
                                .send(ByteBufFlux.fromInbound(Mono.just(body))),
                        EXCHANGE));
    }

    @Override
    public HostReport report() {
        return read(Json::readReport, get(Protocol.REPORT));
    }

    @Override
    public byte[] screenshot(VmId vm) {
        return get(Protocol.SCREENSHOTS + vm);
    }

    private byte[] get(String path) {
        return exchange(client -> client.get().uri(uri(path)), EXCHANGE);
    }

    @Override
    public Outcome upload(DiskRef disk, Path image) {
        var path =
                "%s%s/%s?path=%s".formatted(Protocol.IMAGES, disk.storage().id(), disk.disk(), encoded(disk.storage()));
        long size;
        try {
            size = Files.size(image);
        } catch (IOException e) {
            throw new AgentException("cannot read the image " + image, e);
        }
        return read(
                Json::readOutcome,
                exchange(
                        client -> client.responseTimeout(STORE)
                                .headers(headers -> headers.set(HttpHeaderNames.CONTENT_LENGTH, size))
                                .put()
                                .uri(uri(path))
                                .send(ByteBufFlux.fromPath(image)),
                        UPLOAD));
    }

    @Override
    public StorageReport storage(StorageRef storage) {
        var path = "%s?id=%s&path=%s".formatted(Protocol.STORAGE, storage.id(), encoded(storage));
        return read(
                Json::readStorage,
                exchange(client -> client.responseTimeout(LOOK).get().uri(uri(path)), LOOK.plus(EXCHANGE)));
    }

    private static String encoded(StorageRef storage) {
        return URLEncoder.encode(storage.path(), StandardCharsets.UTF_8);
    }

    @Override
    public Optional<VmSpec> inspect(VmId vm) {
        return read(Json::readSpec, get(Protocol.VMS + vm + Protocol.SPEC));
    }

    @Override
    public EventStream events(long after) {
        var lines = new RemoteEvents(epoch);
        Flux.defer(() -> client().responseTimeout(Protocol.SILENCE)
                        .get()
                        .uri(uri(Protocol.EVENTS + "?after=" + after))
                        .responseConnection(
                                (response, connection) -> response.status().equals(HttpResponseStatus.OK)
                                        ? connection.inbound().receive().asByteArray()
                                        : refused(
                                                response,
                                                connection
                                                        .inbound()
                                                        .receive()
                                                        .aggregate()
                                                        .asString())))
                .retryWhen(IN_ITS_VERSION)
                .subscribe(lines);
        return lines;
    }

    /** Sends a request and waits for the whole answer. Once more when the agent speaks another version than we did. */
    private byte[] exchange(Function<HttpClient, HttpClient.ResponseReceiver<?>> request, Duration atMost) {
        return wait(
                Mono.defer(() -> request.apply(client()).response(this::whole).single())
                        .retryWhen(IN_ITS_VERSION),
                atMost);
    }

    private String uri(String path) {
        return address.resolve(path).toString();
    }

    private Publisher<byte[]> whole(HttpClientResponse response, ByteBufFlux content) {
        var body = content.asByteArray()
                .collect(ByteArrayOutputStream::new, RemoteHostAgent::gather)
                .map(ByteArrayOutputStream::toByteArray);
        return response.status().equals(HttpResponseStatus.OK)
                ? body
                : refused(response, body.map(bytes -> new String(bytes, StandardCharsets.UTF_8)));
    }

    private static void gather(ByteArrayOutputStream into, byte[] bytes) {
        if (into.size() + bytes.length > LONGEST_ANSWER) {
            throw new AgentException("the agent's answer is too long");
        }
        into.writeBytes(bytes);
    }

    private Publisher<byte[]> refused(HttpClientResponse response, Mono<String> body) {
        return body.defaultIfEmpty("")
                .flatMap(text -> Mono.error(() -> {
                    if (response.status().equals(HttpResponseStatus.UPGRADE_REQUIRED)) {
                        versions.agree(response.responseHeaders().get(Protocol.HEADER));
                        return new OtherVersion();
                    }
                    return new AgentException("the agent answered %s: %s"
                            .formatted(
                                    response.status(), text.lines().findFirst().orElse("")));
                }));
    }

    private byte[] wait(Mono<byte[]> answer, Duration atMost) {
        try {
            var bytes = answer.block(atMost);
            return bytes == null ? new byte[0] : bytes;
        } catch (RuntimeException e) {
            throw unreachable(Exceptions.unwrap(e));
        }
    }

    private AgentException unreachable(Throwable cause) {
        return cause instanceof AgentException broken
                ? broken
                : new AgentException("the agent at " + address + " cannot be reached", cause);
    }

    private static <T> T read(Function<byte[], T> reader, byte[] json) {
        try {
            return reader.apply(json);
        } catch (JacksonException e) {
            throw new AgentException("the agent's answer cannot be read", e);
        }
    }

    @Override
    public void close() {
        wire.get().close();
    }
}
