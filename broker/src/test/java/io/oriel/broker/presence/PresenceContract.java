package io.oriel.broker.presence;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every Presence does. */
abstract class PresenceContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final String key = "test:" + UUID.randomUUID();

    abstract Presence presence();

    /** Lets time pass for the presence. */
    abstract void pass(Duration time) throws InterruptedException;

    @Test
    void shouldCountWithinAWindowThatBeginsWithTheFirst() {
        var first = presence().add(key, MINUTE);
        var second = presence().add(key, Duration.ofHours(1));

        assertThat(first.times()).isEqualTo(1);
        assertThat(second.times()).isEqualTo(2);
        assertThat(second.left()).isPositive().isLessThanOrEqualTo(MINUTE);
    }

    @Test
    void shouldBeginAnewWhenTheWindowHasEnded() throws InterruptedException {
        presence().add(key, Duration.ofMillis(300));
        presence().add(key, Duration.ofMillis(300));

        pass(Duration.ofMillis(400));

        assertThat(presence().add(key, MINUTE).times()).isEqualTo(1);
    }

    @Test
    void shouldTakeBackAndForget() {
        presence().add(key, MINUTE);
        presence().add(key, MINUTE);
        presence().takeBack(key);
        var afterTakingBack = presence().add(key, MINUTE);
        presence().forget(key);
        presence().takeBack(key); // of nothing is nothing

        assertThat(afterTakingBack.times()).isEqualTo(2);
        assertThat(presence().add(key, MINUTE).times()).isEqualTo(1);
    }

    @Test
    void shouldCountEveryOneOfManyAtOnce() throws Exception {
        int many = 200;
        var go = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = IntStream.range(0, many)
                    .mapToObj(number -> threads.submit(() -> {
                        go.await();
                        return presence().add(key, MINUTE).times();
                    }))
                    .toList();
            go.countDown();
            for (var one : all) {
                one.get();
            }
        }

        assertThat(presence().add(key, MINUTE).times()).isEqualTo(many + 1L);
    }

    @Test
    void shouldNudgeWhoListens() throws Exception {
        var heard = new LinkedBlockingQueue<String>();
        try (var listening = presence().onNudge(heard::add)) {
            assertThat(listening).isNotNull();
            presence().nudge("42");

            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("42");
        }
        presence().nudge("43");

        assertThat(heard.poll(100, TimeUnit.MILLISECONDS)).isNull();
    }
}
