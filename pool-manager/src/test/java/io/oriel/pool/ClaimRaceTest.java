package io.oriel.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.Vm;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClaimRaceTest {
    private Fixture fixture;

    @BeforeEach
    void open() {
        fixture = new Fixture();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void twoHundredPeopleOnAPoolOfAHundredGiveExactlyAHundredAssignments() throws Exception {
        // Given
        var pool = fixture.paperPool("crowd", 100, 1);
        var people = IntStream.range(0, 200).mapToObj(n -> new UserId("user" + n + "@internal"));
        // When
        var claims = atOnce(people.map(user -> () -> fixture.module.pools().claim(pool.id(), user)));
        // Then
        assertThat(claims.stream().filter(Claim.Starting.class::isInstance)).hasSize(100);
        assertThat(claims.stream().filter(Claim.Exhausted.class::isInstance)).hasSize(100);
        var holders = fixture.vms().stream().map(Vm::assignedTo).toList();
        assertThat(holders).hasSize(100).doesNotHaveDuplicates().allMatch(holder -> holder.isPresent());
    }

    @Test
    void onePersonNeverGetsMoreThanTheLimitHoweverOftenTheyAskAtOnce() throws Exception {
        // Given
        var pool = fixture.paperPool("greedy", 20, 3);
        // When
        var claims = atOnce(IntStream.range(0, 40)
                .mapToObj(_ -> () -> fixture.module.pools().claim(pool.id(), Fixture.ALICE)));
        // Then
        assertThat(claims.stream().filter(Claim.Starting.class::isInstance)).hasSize(3);
        assertThat(claims.stream().filter(new Claim.LimitReached(3)::equals)).hasSize(37);
        assertThat(fixture.module.vms().of(Fixture.ALICE)).hasSize(3);
    }

    @Test
    void claimsFindTheLastVmEvenWhileTheLeaderWritesToIt() throws Exception {
        // Given
        var pool = fixture.paperPool("busy", 10, 1);
        var done = new AtomicBoolean();
        var writer = Thread.ofVirtual().start(() -> {
            for (int i = 0; !done.get(); i++) {
                fixture.jdbc()
                        .sql("update pool.vm set trouble = 'seen' where position = :position")
                        .param("position", i % 10 + 1)
                        .update();
            }
        });
        // When
        var claims = atOnce(IntStream.range(0, 10)
                .mapToObj(n -> () -> fixture.module.pools().claim(pool.id(), new UserId("user" + n + "@internal"))));
        done.set(true);
        writer.join();
        // Then
        assertThat(claims).allMatch(Claim.Starting.class::isInstance);
    }

    @Test
    void aVmIsNotGivenToAnybodyBeforeTheLastUsersScreenIsGone() {
        // Given
        var pool = fixture.paperPool("one", 1, 1);
        fixture.module.pools().claim(pool.id(), Fixture.ALICE);
        fixture.jdbc()
                .sql("update pool.vm set state = 'up', host = (select id from pool.host), disk_use = 'used'")
                .update();
        var vm = fixture.vm("one-1").id();
        assertThat(fixture.module.pools().release(vm, Fixture.BOB)).isEqualTo(new Release.NotYours());
        // When
        fixture.module.pools().release(vm, Fixture.ALICE);
        // Then
        assertThat(fixture.module.pools().claim(pool.id(), Fixture.BOB)).isEqualTo(new Claim.Exhausted());
        assertThat(fixture.module.pools().release(vm, Fixture.ALICE)).isEqualTo(new Release.NotYours());
    }

    private static List<Claim> atOnce(Stream<Callable<Claim>> calls) throws Exception {
        var start = new CountDownLatch(1);
        var answers = new ArrayList<Future<Claim>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            calls.forEach(call -> answers.add(threads.submit(() -> {
                start.await();
                return call.call();
            })));
            start.countDown();
            var claims = new ArrayList<Claim>();
            for (var answer : answers) {
                claims.add(answer.get());
            }
            return claims;
        }
    }
}
