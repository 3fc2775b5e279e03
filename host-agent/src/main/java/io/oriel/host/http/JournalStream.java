package io.oriel.host.http;

import io.oriel.host.api.AgentException;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.EventStream;
import io.oriel.host.api.HostEvent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * One reader of the journal. Numbered events come from what the journal remembers; of what is not kept, only the latest
 * of each kind waits here, so that a slow reader never fills memory. The journal's lock guards everything.
 */
final class JournalStream implements EventStream {

    private static final int MOST_PASSING = 64;

    /** What a passing event replaces: an older one of the same kind. */
    private sealed interface Kind {
        record Statistics() implements Kind {}

        record Progress(CommandId command) implements Kind {}
    }

    private final Journal journal;
    private final Memory memory;
    private final SequencedMap<Kind, HostEvent> passing = new LinkedHashMap<>();
    private long cursor;
    private boolean greeted;
    private boolean ended;
    private boolean woken;
    private long lastTold = System.nanoTime();

    /** @param after the last number the reader has seen */
    JournalStream(Journal journal, Memory memory, long after) {
        this.journal = journal;
        this.memory = memory;
        this.cursor = after;
    }

    void pass(HostEvent.Statistics statistics) {
        keep(new Kind.Statistics(), statistics);
    }

    void pass(HostEvent.Progress progress) {
        keep(new Kind.Progress(progress.command()), progress);
    }

    private void keep(Kind kind, HostEvent event) {
        passing.put(kind, event);
        if (passing.size() > MOST_PASSING) {
            passing.pollFirstEntry();
        }
    }

    @Override
    public Optional<HostEvent> next(Duration timeout) throws InterruptedException {
        var deadline = System.nanoTime() + timeout.toNanos();
        journal.lock().lockInterruptibly();
        try {
            while (true) {
                if (journal.isClosed() || ended) {
                    throw new AgentException("the event stream has ended");
                }
                var event = due();
                if (event.isPresent()) {
                    lastTold = System.nanoTime();
                    return event;
                }
                if (woken) {
                    woken = false;
                    return Optional.empty();
                }
                var now = System.nanoTime();
                var beat = lastTold + journal.heartbeat().toNanos() - now;
                if (beat <= 0) {
                    lastTold = now;
                    return Optional.of(new HostEvent.Heartbeat());
                }
                var rest = deadline - now;
                if (rest <= 0) {
                    return Optional.empty();
                }
                journal.awaitNews(Math.min(beat, rest));
            }
        } finally {
            journal.lock().unlock();
        }
    }

    private Optional<HostEvent> due() {
        if (!greeted) {
            greeted = true;
            var hello = memory.hello(cursor);
            cursor = memory.resume(cursor);
            return Optional.of(hello);
        }
        // before the numbered ones: a command's progress never comes after its end
        var passed = passing.pollFirstEntry();
        if (passed != null) {
            return Optional.of(passed.getValue());
        }
        if (memory.forgotten(cursor)) {
            throw new AgentException("the reader of the event stream fell behind");
        }
        var next = memory.eventAfter(cursor);
        next.ifPresent(numbered -> cursor = numbered.getKey());
        return next.map(Map.Entry::getValue);
    }

    @Override
    public void wake() {
        journal.lock().lock();
        try {
            woken = true;
            journal.tell();
        } finally {
            journal.lock().unlock();
        }
    }

    @Override
    public void close() {
        journal.lock().lock();
        try {
            ended = true;
        } finally {
            journal.lock().unlock();
        }
        journal.end(this);
    }
}
