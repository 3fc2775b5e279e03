package io.oriel.pool.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.oriel.host.api.VmId;
import io.oriel.pool.Database;
import io.oriel.pool.estate.UserId;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

class EventSealsTest {
    private final HikariDataSource source = Database.migrated();
    private final JdbcClient jdbc = JdbcClient.create(source);
    private final TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(source));
    private final Events events = new Events(jdbc);
    private final EventSeals seals = new EventSeals(jdbc);

    @AfterEach
    void close() {
        source.close();
    }

    private void record(String... texts) {
        for (var text : texts) {
            events.record(Event.of(Severity.NORMAL, text));
        }
    }

    private boolean seal() {
        return Boolean.TRUE.equals(transaction.execute(_ -> seals.seal()));
    }

    /** Three ranges, of two, one and three events. */
    private void threeRanges() {
        record("one", "two");
        assertThat(seal()).isTrue();
        record("three");
        assertThat(seal()).isTrue();
        record("four", "five", "six");
        assertThat(seal()).isTrue();
    }

    /** What somebody can do who owns the database. */
    private void forge(String sql) {
        jdbc.sql("alter table pool.event disable trigger history").update();
        jdbc.sql(sql).update();
        jdbc.sql("alter table pool.event enable trigger history").update();
    }

    @Test
    void aLogThatNobodyTouchedIsWhole() {
        // Given
        assertThat(seal()).isFalse();
        threeRanges();
        assertThat(seal()).isFalse();
        record("not sealed yet");

        // Then
        assertThat(seals.verify()).isEqualTo(new EventSeals.Verdict.Whole(3, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update pool.event set text = 'nothing' where text = 'three'",
                "update pool.event set user_id = 'mallory@internal' where text = 'three'",
                "delete from pool.event where text = 'three'",
                "insert into pool.event (severity, text, written) select 0, 'also', written from pool.event where text"
                        + " = 'three'",
                "update pool.event_seal set hash = sha256(hash) where number = 2",
                "update pool.event_seal set deleted_at = now() where number = 2"
            })
    void A31_theFirstRangeThatIsNotWhatItWasIsNamed(String forgery) {
        // Given
        threeRanges();

        // When
        forge(forgery);

        // Then
        assertThat(seals.verify())
                .isInstanceOfSatisfying(
                        EventSeals.Verdict.Broken.class,
                        broken -> assertThat(broken.range().number()).isEqualTo(2));
    }

    @Test
    void aRangeThatIsTakenOutIsMissed() {
        // Given
        threeRanges();

        // When
        forge("delete from pool.event where text = 'three'");
        jdbc.sql("delete from pool.event_seal where number = 2").update();

        // Then
        assertThat(seals.verify())
                .isInstanceOfSatisfying(
                        EventSeals.Verdict.Broken.class,
                        broken -> assertThat(broken.range().number()).isEqualTo(3));
    }

    @Test
    void oldRangesAreDeletedWholeAndTheChainGoesOn() {
        // Given: the first two ranges are old, the third one only in part
        jdbc.sql("alter table pool.event disable trigger history").update();
        record("one", "two");
        jdbc.sql("update pool.event set at = now() - interval '40 days'").update();
        seal();
        record("three");
        jdbc.sql("update pool.event set at = now() - interval '31 days' where text = 'three'")
                .update();
        seal();
        record("four", "five");
        jdbc.sql("update pool.event set at = now() - interval '31 days' where text = 'four'")
                .update();
        seal();
        jdbc.sql("alter table pool.event enable trigger history").update();

        // When
        var deleted = transaction.execute(_ -> seals.delete(Duration.ofDays(30)));

        // Then
        assertThat(deleted).isEqualTo(3);
        assertThat(events.latest(10)).extracting(Event::text).containsExactly("five", "four");
        assertThat(seals.verify()).isEqualTo(new EventSeals.Verdict.Whole(3, 3));
        record("six");
        assertThat(seal()).isTrue();
        assertThat(seals.verify()).isEqualTo(new EventSeals.Verdict.Whole(4, 3));
    }

    @Test
    void nobodyElseDeletesOrChangesALine() {
        // Given
        record("one");

        // Then
        for (var change :
                List.of("delete from pool.event", "update pool.event set text = ''", "truncate pool.event cascade")) {
            assertThatThrownBy(() -> jdbc.sql(change).update()).isInstanceOf(DataAccessException.class);
        }
    }

    @Test
    void whatIsCommittedLateIsSealedAndReadAllTheSame() {
        // Given: one transaction has written and is still open
        var place = events.now();
        var manager = new JdbcTransactionManager(source);
        var late = manager.getTransaction(
                new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_REQUIRES_NEW));
        record("late");
        var other = new Events(JdbcClient.create(Database.again(source)));

        // When
        other.record(Event.of(Severity.NORMAL, "early"));

        // Then: what comes after it waits for it
        assertThat(other.after(place, 10)).isEmpty();
        manager.commit(late);
        var read = events.after(place, 10);
        assertThat(read).extracting(Event::text).containsExactly("late", "early");
        assertThat(events.after(read.getFirst().stamp().place(), 10))
                .extracting(Event::text)
                .containsExactly("early");
        assertThat(seal()).isTrue();
        assertThat(seals.verify()).isEqualTo(new EventSeals.Verdict.Whole(1, 0));
    }

    @Test
    void A31_aNameBeginsNoLineAndSteersNoTerminal() {
        // When
        record("user a\r\nb\u001b[31mred\u202etxt\u2028end\ud800 deleted");

        // Then
        assertThat(events.latest(1).getFirst().text())
                .isEqualTo("user a\\u000d\\u000ab\\u001b[31mred\\u202etxt\\u2028end\\ud800 deleted");
    }

    @Test
    void whatIsSaidAgainAndAgainIsWrittenOnce() {
        // Given
        var down = Event.of(Severity.ALERT, "directory corp cannot be asked").coded(EventCode.DIRECTORY_DOWN);

        // When
        events.record(down);
        events.record(down);
        events.record(Event.of(Severity.ALERT, "directory home cannot be asked").coded(EventCode.DIRECTORY_DOWN));
        record("one", "one");

        // Then
        assertThat(events.latest(9))
                .extracting(Event::text)
                .containsExactly("one", "one", "directory home cannot be asked", "directory corp cannot be asked");
        assertThat(events.latest(9).getLast().code()).isEqualTo(EventCode.DIRECTORY_DOWN);
    }

    @Test
    void whatIsDismissedIsStillInTheLog() {
        // Given
        var vm = new VmId(UUID.randomUUID());
        events.record(Event.of(Severity.ERROR, "it broke").about(vm));
        record("another");
        var line = events.latest(vm.value(), 5).getFirst();

        // When
        events.dismiss(line.stamp().id(), new UserId("alice@internal"));
        events.dismiss(line.stamp().id(), new UserId("bob@internal"));

        // Then
        assertThat(events.latest(vm.value(), 5)).isEmpty();
        assertThat(events.latest(5)).extracting(Event::text).containsExactly("another");
        assertThat(events.find(line.stamp().id())).contains(line);
        seal();
        assertThat(seals.verify()).isEqualTo(new EventSeals.Verdict.Whole(1, 0));
    }
}
