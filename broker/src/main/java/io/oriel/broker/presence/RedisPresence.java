package io.oriel.broker.presence;

import com.github.benmanes.caffeine.cache.Ticker;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Presence that replicas share, in Redis 6.2 or later.
 *
 * <p>When Redis is away each replica counts for itself, so that a limit is at worst as many times higher as there are
 * replicas, never gone. No call waits longer than half a second.
 */
public final class RedisPresence implements Presence {
    private static final Logger log = LoggerFactory.getLogger(RedisPresence.class);
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final String PREFIX = "oriel:count:";
    private static final String CHANNEL = "oriel:nudge";
    private static final String ADD = """
            local n = redis.call('INCR', KEYS[1])
            if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
            return {n, redis.call('PTTL', KEYS[1])}""";
    private static final String TAKE_BACK = """
            if tonumber(redis.call('GET', KEYS[1]) or '0') > 0 then return redis.call('DECR', KEYS[1]) end
            return 0""";

    private final RedisClient client;
    private final LocalPresence fallback = new LocalPresence(Ticker.systemTicker());
    private final AtomicReference<@Nullable StatefulRedisConnection<String, String>> connection =
            new AtomicReference<>();
    private final AtomicReference<@Nullable StatefulRedisPubSubConnection<String, String>> hearing =
            new AtomicReference<>();
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

    /** @param url {@code redis://} or {@code rediss://}; need not answer yet */
    public RedisPresence(URI url) {
        var uri = RedisURI.create(url);
        uri.setTimeout(PATIENCE);
        this.client = RedisClient.create(uri);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder().connectTimeout(PATIENCE).build())
                .timeoutOptions(TimeoutOptions.enabled(PATIENCE))
                .build());
    }

    @Override
    public Count add(String key, Duration window) {
        return ask(
                redis -> {
                    List<Long> answer = redis.sync()
                            .eval(
                                    ADD,
                                    ScriptOutputType.MULTI,
                                    new String[] {PREFIX + key},
                                    Long.toString(window.toMillis()));
                    return new Count(answer.get(0), Duration.ofMillis(Math.max(1, answer.get(1))));
                },
                () -> fallback.add(key, window));
    }

    @Override
    public void takeBack(String key) {
        var done = ask(
                redis -> {
                    Long left = redis.sync().eval(TAKE_BACK, ScriptOutputType.INTEGER, PREFIX + key);
                    return left != null;
                },
                () -> false);
        if (!done) {
            fallback.takeBack(key);
        }
    }

    @Override
    public void forget(String key) {
        fallback.forget(key);
        ask(redis -> redis.sync().del(PREFIX + key), () -> 0L);
    }

    @Override
    public void nudge(String text) {
        ask(redis -> redis.sync().publish(CHANNEL, text), () -> {
            fallback.nudge(text);
            return 0L;
        });
    }

    @Override
    public AutoCloseable onNudge(Consumer<String> listener) {
        listeners.add(listener);
        var local = fallback.onNudge(listener);
        hear();
        return () -> {
            listeners.remove(listener);
            local.close();
        };
    }

    @Override
    public void close() {
        client.shutdown();
        fallback.close();
    }

    private <T> T ask(
            Function<StatefulRedisConnection<String, String>, T> question, java.util.function.Supplier<T> otherwise) {
        try {
            return question.apply(connected());
        } catch (RedisException e) {
            log.atWarn().addKeyValue("why", e.getMessage()).log("Redis does not answer, this replica counts alone");
            return otherwise.get();
        }
    }

    /** Connects when first needed; from then on Lettuce reconnects by itself. */
    private StatefulRedisConnection<String, String> connected() {
        var open = connection.get();
        if (open != null) {
            return open;
        }
        var fresh = client.connect();
        if (connection.compareAndSet(null, fresh)) {
            return fresh;
        }
        fresh.close();
        return connected();
    }

    private void hear() {
        if (hearing.get() != null) {
            return;
        }
        try {
            var fresh = client.connectPubSub();
            if (!hearing.compareAndSet(null, fresh)) {
                fresh.close();
                return;
            }
            fresh.addListener(new RedisPubSubAdapter<>() {
                @Override
                public void message(String channel, String text) {
                    listeners.forEach(listener -> listener.accept(text));
                }
            });
            fresh.sync().subscribe(CHANNEL);
        } catch (RedisException e) {
            log.atWarn().addKeyValue("why", e.getMessage()).log("Redis does not answer, nudges stay in this replica");
        }
    }
}
