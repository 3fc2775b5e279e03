package io.oriel.broker.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.Needs;
import io.oriel.broker.Program;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract against the redis-server of the system. */
class RedisPresenceTest extends PresenceContract {
    @TempDir
    static Path temp;

    private static Program redis;
    private static int port;
    private static RedisPresence presence;

    @BeforeAll
    static void start() {
        Needs.program("redis", "/usr/bin/redis-server");
        port = Program.freePort();
        redis = run(port);
        presence = new RedisPresence(URI.create("redis://127.0.0.1:" + port));
    }

    @AfterAll
    static void stop() {
        if (presence != null) {
            presence.close();
            redis.close();
        }
    }

    @Override
    Presence presence() {
        return presence;
    }

    @Override
    void pass(Duration time) throws InterruptedException {
        var _ = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS); // Redis has a clock of its own
    }

    @Test
    void A4_replicasShareTheirCounts() {
        try (var other = new RedisPresence(URI.create("redis://127.0.0.1:" + port))) {
            presence.add("shared", Duration.ofMinutes(1));

            assertThat(other.add("shared", Duration.ofMinutes(1)).times()).isEqualTo(2);
        }
    }

    @Test
    void A4_limitsStayWhenRedisIsDownAndComeBackWithIt() {
        // Given
        int own = Program.freePort();
        var mortal = run(own);
        try (var lonely = new RedisPresence(URI.create("redis://127.0.0.1:" + own))) {
            assertThat(lonely.add("down", Duration.ofMinutes(1)).times()).isEqualTo(1);

            // When
            mortal.kill();
            long start = System.nanoTime();
            var first = lonely.add("down", Duration.ofMinutes(1));
            var second = lonely.add("down", Duration.ofMinutes(1));
            long took = System.nanoTime() - start;

            // Then
            assertThat(first.times()).isEqualTo(1);
            assertThat(second.times()).isEqualTo(2);
            assertThat(Duration.ofNanos(took)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void shouldStartWithoutRedis() {
        try (var lonely = new RedisPresence(URI.create("redis://127.0.0.1:" + Program.freePort()))) {
            assertThat(lonely.add("never", Duration.ofMinutes(1)).times()).isEqualTo(1);
        }
    }

    private static Program run(int port) {
        return Program.start(
                temp.resolve("redis-" + port + ".log"),
                port,
                List.of(
                        "/usr/bin/redis-server",
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no",
                        "--dir",
                        temp.toString()));
    }
}
