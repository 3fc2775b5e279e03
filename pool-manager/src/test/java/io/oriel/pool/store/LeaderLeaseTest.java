package io.oriel.pool.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.oriel.host.api.HostId;
import io.oriel.host.api.LeaseToken;
import io.oriel.pool.Database;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class LeaderLeaseTest {
    private final AtomicLong nanos = new AtomicLong();
    private HikariDataSource source;
    private JdbcClient jdbc;
    private EstateStore store;
    private LeaderLease first;
    private LeaderLease second;

    @BeforeEach
    void open() {
        source = Database.migrated();
        jdbc = JdbcClient.create(source);
        store = new EstateStore(
                jdbc, new TransactionTemplate(new JdbcTransactionManager(source)), new Events(jdbc), Database.MASTER);
        first = new LeaderLease(jdbc, "first", nanos::get);
        second = new LeaderLease(jdbc, "second", nanos::get);
    }

    @AfterEach
    void close() {
        source.close();
    }

    @Test
    void onlyOneLeadsAndTheTokenRisesWithEachLeader() {
        // Given
        var held = first.hold();
        // When
        var other = second.hold();
        // Then
        assertThat(held).contains(new LeaseToken(1));
        assertThat(other).isEmpty();

        // When
        first.release();
        // Then
        assertThat(second.hold()).contains(new LeaseToken(2));
        assertThat(first.hold()).isEmpty();
    }

    @Test
    @Timeout(90)
    void A29_aLeaderThatStandsStillInsideATransactionDoesNotKeepTheLease() throws SQLException {
        // Given
        var token = first.hold().orElseThrow();
        var stopped = source.getConnection();
        stopped.setAutoCommit(false);
        assertThat(LeaderLease.leads(JdbcClient.create(new SingleConnectionDataSource(stopped, true)), token))
                .isTrue();

        // When
        Optional<LeaseToken> other;
        do {
            other = second.hold();
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        } while (other.isEmpty());

        // Then
        assertThat(other).contains(new LeaseToken(2));
        assertThatThrownBy(stopped::commit).as("its connection was ended").isInstanceOf(SQLException.class);
        source.evictConnection(stopped);
    }

    @Test
    void theHolderStopsAfterTwoThirdsByItsOwnClock() {
        // Given
        first.hold();
        // When
        nanos.addAndGet(Duration.ofMillis(6600).toNanos());
        // Then
        assertThat(first.current()).isPresent();

        // When
        nanos.addAndGet(Duration.ofMillis(100).toNanos());
        // Then
        assertThat(first.current()).isEmpty();
        assertThat(second.hold()).isEmpty();
    }

    @Test
    void aRenewalGoesOnWithTheSameToken() {
        // Given
        var token = first.hold();
        // When
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        var renewed = first.hold();
        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        // Then
        assertThat(renewed).isEqualTo(token);
        assertThat(first.current()).isEqualTo(token);
    }

    @Test
    void A29_aPausedOldLeadersWriteIsRefused() {
        // Given
        var old = first.hold().orElseThrow();
        var host = host();
        jdbc.sql("update pool.lease set until = now() - interval '1 second'").update();
        var newer = second.hold().orElseThrow();
        var event = Optional.of(Event.of(Severity.NORMAL, "too late"));
        // When
        var late = store.save(host.in(new HostState.Up(Instant.EPOCH)), old, event);
        var events = jdbc.sql("select count(*) from pool.event where text = 'too late'")
                .query(Integer.class)
                .single();
        var good = store.save(host.in(new HostState.Up(Instant.EPOCH)), newer, Optional.empty());
        // Then
        assertThat(late).isEqualTo(Write.NOT_LEADER);
        assertThat(events).isZero();
        assertThat(good).isEqualTo(Write.DONE);
        assertThat(first.hold()).contains(old);
        nanos.addAndGet(Duration.ofSeconds(4).toNanos());
        assertThat(first.hold()).isEmpty();
    }

    private Host host() {
        var rows = new HostRows(jdbc);
        new SiteRows(jdbc).ensureDefaults();
        rows.ensure("h1", "127.0.0.1", 8446, Instant.EPOCH);
        HostId id = rows.byName("h1").orElseThrow().id();
        return store.host(id).orElseThrow();
    }
}
