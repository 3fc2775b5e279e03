package io.oriel.host.http;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.oriel.certs.identity.PeerIdentity;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.host.api.AgentException;
import io.oriel.host.api.Answer;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EventStream;
import io.oriel.host.api.HostAgent;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.ByteBufFlux;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.core.JacksonException;

/**
 * The agent protocol's server. Only control planes of our authority may call; the agent behind it is called on virtual
 * threads, never on an event loop.
 */
public final class AgentServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AgentServer.class);
    private static final String SPOKEN = Integer.toString(Protocol.VERSION);
    private static final int LONGEST_COMMAND = 1024 * 1024;
    private static final Duration IDLE = Duration.ofSeconds(60);
    private static final Duration BODY_SILENCE = Duration.ofSeconds(15);
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final Duration STOP = Duration.ofSeconds(2);

    private final HostAgent agent;
    private final Peers peers;
    private final Path uploads;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Scheduler blocking = Schedulers.fromExecutorService(threads);
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final DisposableServer server;

    /**
     * Listens at once.
     *
     * @param agent what is served; stays the caller's to close
     * @param listen port 0 takes a free one
     * @param uploads directory for images while they arrive; what lies there is removed
     * @param allowed which control planes may call; asked on every request
     */
    public AgentServer(
            HostAgent agent, TlsMaterial tls, InetSocketAddress listen, Path uploads, Predicate<PeerIdentity> allowed) {
        this.agent = agent;
        this.peers = new Peers(tls, allowed);
        this.uploads = uploads;
        Upload.clear(uploads);
        this.server = HttpServer.create()
                .bindAddress(() -> listen)
                .channelGroup(connections)
                .protocol(HttpProtocol.HTTP11)
                .secure(ssl -> ssl.sslContext(Protocol.server(tls)).handshakeTimeout(HANDSHAKE))
                .idleTimeout(IDLE)
                .readTimeout(BODY_SILENCE)
                .handle(this::answer)
                .bindNow();
    }

    /** The port it listens on. */
    public int port() {
        return server.port();
    }

    /** Returns when the server has been closed. */
    public void awaitEnd() {
        server.onDispose().block();
    }

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        response.header(Protocol.HEADER, SPOKEN);
        if (!peers.maySend(request)) {
            return refuse(response, HttpResponseStatus.FORBIDDEN, "only a control plane of this installation may call");
        }
        if (!SPOKEN.equals(request.requestHeaders().get(Protocol.HEADER))) {
            return refuse(response, HttpResponseStatus.UPGRADE_REQUIRED, "this agent speaks protocol " + SPOKEN);
        }
        try {
            return route(request, response);
        } catch (IllegalArgumentException e) {
            return refuse(response, HttpResponseStatus.BAD_REQUEST, "the address is malformed");
        }
    }

    private Publisher<Void> route(HttpServerRequest request, HttpServerResponse response) {
        var target = new QueryStringDecoder(request.uri());
        var path = target.path();
        var method = request.method();
        if (method.equals(HttpMethod.POST) && path.equals(Protocol.COMMANDS)) {
            return command(request, response);
        }
        if (method.equals(HttpMethod.GET) && path.equals(Protocol.REPORT)) {
            return json(response, () -> Json.bytes(agent.report()));
        }
        if (method.equals(HttpMethod.GET) && path.equals(Protocol.EVENTS)) {
            return events(request, response, Long.parseLong(parameter(target, "after")));
        }
        if (method.equals(HttpMethod.GET) && path.startsWith(Protocol.SCREENSHOTS)) {
            var vm = new VmId(UUID.fromString(path.substring(Protocol.SCREENSHOTS.length())));
            return send(response, "image/png", () -> agent.screenshot(vm));
        }
        if (method.equals(HttpMethod.GET) && path.equals(Protocol.STORAGE)) {
            var storage = new StorageRef(UUID.fromString(parameter(target, "id")), parameter(target, "path"));
            return json(response, () -> Json.bytes(agent.storage(storage)));
        }
        if (method.equals(HttpMethod.GET) && path.matches(Protocol.VMS + "[^/]+" + Protocol.SPEC)) {
            var vm = new VmId(UUID.fromString(path.split("/")[3]));
            return json(response, () -> Json.spec(agent.inspect(vm)));
        }
        if (method.equals(HttpMethod.PUT) && path.startsWith(Protocol.IMAGES)) {
            return upload(request, response, disk(path, parameter(target, "path")));
        }
        return refuse(response, HttpResponseStatus.NOT_FOUND, "no such thing here");
    }

    private static String parameter(QueryStringDecoder target, String name) {
        var values = target.parameters().get(name);
        if (values == null || values.size() != 1) {
            throw new IllegalArgumentException("wanted once: " + name);
        }
        return values.getFirst();
    }

    private static DiskRef disk(String path, String directory) {
        var parts = path.substring(Protocol.IMAGES.length()).split("/", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("wanted storage and disk");
        }
        return new DiskRef(new StorageRef(UUID.fromString(parts[0]), directory), UUID.fromString(parts[1]));
    }

    private Publisher<Void> command(HttpServerRequest request, HttpServerResponse response) {
        var length = request.requestHeaders().getInt(HttpHeaderNames.CONTENT_LENGTH, -1);
        if (length < 0 || length > LONGEST_COMMAND) {
            return refuse(
                    response, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, "a command has a length of at most 1 MiB");
        }
        return request.receive()
                .aggregate()
                .asByteArray()
                .defaultIfEmpty(new byte[0])
                .flatMap(body -> Mono.from(json(response, () -> Json.answer(carryOut(body)))));
    }

    private Answer carryOut(byte[] body) {
        return switch (Json.command(body)) {
            case Json.Command.Estate(var command) -> agent.execute(command);
            case Json.Command.Display(var command) -> new Answer.Ended(agent.execute(command));
            case Json.Command.Unknown(var type) -> new Answer.Ended(new Outcome.Unsupported(type));
        };
    }

    private Publisher<Void> events(HttpServerRequest request, HttpServerResponse response, long after) {
        // pulled, not pushed: a slow reader makes the journal's stream wait and never fills memory
        var lines = Flux.generate(
                        () -> agent.events(after),
                        (EventStream stream, SynchronousSink<byte[]> sink) -> {
                            if (peers.maySend(request)) {
                                tell(stream, sink);
                            } else {
                                sink.complete(); // a stream may outlive the trust in its reader too
                            }
                            return stream;
                        },
                        EventStream::close)
                .subscribeOn(blocking);
        return response.header(HttpHeaderNames.CONTENT_TYPE, Protocol.NDJSON)
                .send(ByteBufFlux.fromInbound(lines), _ -> true);
    }

    private static void tell(EventStream stream, SynchronousSink<byte[]> sink) {
        try {
            var event = stream.next(Protocol.SILENCE);
            sink.next(Json.line(event.orElseGet(HostEvent.Heartbeat::new)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            sink.complete();
        } catch (AgentException e) {
            sink.complete();
        }
    }

    private Publisher<Void> upload(HttpServerRequest request, HttpServerResponse response, DiskRef disk) {
        var outcome = Mono.usingWhen(
                        Mono.fromCallable(() -> Upload.begin(uploads)),
                        upload -> request.receive()
                                .asByteArray()
                                .publishOn(blocking, 8)
                                .doOnNext(upload::write)
                                .then(Mono.fromCallable(() -> agent.upload(disk, upload.whole()))),
                        upload -> Mono.fromRunnable(upload::close))
                .subscribeOn(blocking);
        return outcome.flatMap(end -> Mono.from(json(response, () -> Json.bytes(end))))
                .onErrorResume(error -> Mono.from(failed(response, error)));
    }

    private Publisher<Void> json(HttpServerResponse response, Callable<byte[]> body) {
        return send(response, Protocol.JSON, body);
    }

    private Publisher<Void> send(HttpServerResponse response, String type, Callable<byte[]> body) {
        return Mono.fromCallable(body)
                .subscribeOn(blocking)
                .flatMap(bytes -> response.header(HttpHeaderNames.CONTENT_TYPE, type)
                        .sendByteArray(Mono.just(bytes))
                        .then())
                .onErrorResume(error -> Mono.from(failed(response, error)));
    }

    private Publisher<Void> failed(HttpServerResponse response, Throwable error) {
        if (response.hasSentHeaders()) {
            return Mono.error(error);
        }
        return switch (error) {
            case JacksonException _ ->
                refuse(response, HttpResponseStatus.BAD_REQUEST, "the command cannot be read, or has an unknown field");
            case AgentException e -> {
                LOG.atWarn().setCause(e).log("request failed");
                yield refuse(response, HttpResponseStatus.SERVICE_UNAVAILABLE, String.valueOf(e.getMessage()));
            }
            default -> {
                LOG.atError().setCause(error).log("request failed unexpectedly");
                yield refuse(response, HttpResponseStatus.INTERNAL_SERVER_ERROR, "the agent failed; its log says why");
            }
        };
    }

    private static Publisher<Void> refuse(HttpServerResponse response, HttpResponseStatus status, String sentence) {
        return response.status(status)
                .header(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .sendString(Mono.just(sentence + "\n"));
    }

    /** Stops listening and closes every connection; a few seconds at most. */
    @Override
    public void close() {
        // first the listener, so that nobody comes while the connections are closed; what is cut off is asked again
        server.channel().close().awaitUninterruptibly(STOP.toMillis());
        connections.close().awaitUninterruptibly(STOP.toMillis());
        server.disposeNow(STOP);
        blocking.dispose();
        threads.shutdownNow();
    }
}
