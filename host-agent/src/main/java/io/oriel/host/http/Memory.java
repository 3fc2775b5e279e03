package io.oriel.host.http;

import io.oriel.host.api.AgentException;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the journal knows, and its file in step with it. Not safe for threads: the journal's lock guards it.
 *
 * <p>The file keeps command ends and tokens, forced to disk, and the numbers of events; it does not keep what VMs looked
 * like. So after a start every reader takes a full report first, and an event number lost in a power cut harms nobody.
 */
final class Memory {

    private static final Logger LOG = LoggerFactory.getLogger(Memory.class);
    private static final int KEPT = 10_000;
    private static final int LONGEST_FILE = 4 * KEPT;

    private final JournalFile file;
    private final SequencedMap<UUID, JournalLine.Ended> ends = new LinkedHashMap<>();
    private final NavigableMap<Long, HostEvent> events = new TreeMap<>();
    private final Set<UUID> promised = new LinkedHashSet<>();
    private UUID epoch = new UUID(0, 0);
    private long token;
    private long sequence;
    /** Readers that stand before this number have missed something. */
    private long lostUpTo;
    /** The highest number that was dropped because there were too many. */
    private long droppedUpTo;

    private Memory(JournalFile file) {
        this.file = file;
    }

    static Memory open(JournalFile file) {
        var memory = new Memory(file);
        var lines = file.read();
        if (lines.isEmpty() || !(lines.getFirst() instanceof JournalLine.Began)) {
            memory.epoch = UUID.randomUUID();
            file.rewrite(List.of(new JournalLine.Began(memory.epoch)));
        } else {
            lines.forEach(memory::remember);
        }
        // a number for the time the agent was not there: every reader from before has missed something
        memory.number();
        memory.lostUpTo = memory.sequence;
        for (var broken : List.copyOf(memory.promised)) {
            memory.ended(broken, new Outcome.Failed("the agent was restarted meanwhile; send it anew"), true);
        }
        return memory;
    }

    private void remember(JournalLine line) {
        switch (line) {
            case JournalLine.Began(var began) -> epoch = began;
            case JournalLine.Token(var value) -> token = value;
            case JournalLine.Accepted(var command) -> promised.add(command);
            case JournalLine.Numbered(var number) -> sequence = Math.max(sequence, number);
            case JournalLine.Ended end -> keep(end);
        }
    }

    private void keep(JournalLine.Ended end) {
        promised.remove(end.command());
        ends.put(end.command(), end);
        if (ends.size() > KEPT) {
            ends.pollFirstEntry();
        }
        if (end.sequence() > 0) {
            sequence = Math.max(sequence, end.sequence());
            keep(
                    end.sequence(),
                    new HostEvent.CommandEnded(end.sequence(), new CommandId(end.command()), end.outcome()));
        }
    }

    private void keep(long number, HostEvent event) {
        events.put(number, event);
        if (events.size() > KEPT) {
            droppedUpTo = events.pollFirstEntry().getKey();
            lostUpTo = Math.max(lostUpTo, droppedUpTo);
        }
    }

    UUID epoch() {
        return epoch;
    }

    long sequence() {
        return sequence;
    }

    Optional<Outcome> outcome(UUID command) {
        return Optional.ofNullable(ends.get(command)).map(JournalLine.Ended::outcome);
    }

    /** Whether this leader may command; a token higher than any before becomes the highest, on disk first. */
    boolean admits(LeaseToken candidate) {
        if (candidate.value() > token) {
            file.append(new JournalLine.Token(candidate.value()), true);
            token = candidate.value();
        }
        return candidate.value() == token;
    }

    void accepted(UUID command) {
        file.append(new JournalLine.Accepted(command), true);
        promised.add(command);
    }

    /** Known from now on even when the file cannot be written; then it throws all the same. */
    void ended(UUID command, Outcome outcome, boolean asEvent) {
        var end = new JournalLine.Ended(command, outcome, asEvent ? sequence + 1 : 0);
        keep(end);
        file.append(end, true);
        shorten();
    }

    void changed(VmReport vm) {
        number();
        keep(sequence, new HostEvent.VmChanged(sequence, vm));
        shorten();
    }

    private void number() {
        sequence++;
        try {
            file.append(new JournalLine.Numbered(sequence), false);
        } catch (AgentException e) {
            LOG.atWarn().setCause(e).log("an event number is not on disk");
        }
    }

    HostEvent.Hello hello(long after) {
        return new HostEvent.Hello(epoch, sequence, after < lostUpTo || after > sequence);
    }

    /** Where a reader that stands here goes on. */
    long resume(long after) {
        return after > sequence ? sequence : Math.max(after, droppedUpTo);
    }

    /** Whether events after this number are gone. */
    boolean forgotten(long cursor) {
        return cursor < droppedUpTo;
    }

    Optional<Map.Entry<Long, HostEvent>> eventAfter(long cursor) {
        return Optional.ofNullable(events.higherEntry(cursor));
    }

    private void shorten() {
        if (file.lines() <= LONGEST_FILE) {
            return;
        }
        var lines = new ArrayList<JournalLine>();
        lines.add(new JournalLine.Began(epoch));
        lines.add(new JournalLine.Token(token));
        lines.add(new JournalLine.Numbered(sequence));
        promised.forEach(command -> lines.add(new JournalLine.Accepted(command)));
        lines.addAll(ends.sequencedValues());
        try {
            file.rewrite(lines);
        } catch (AgentException e) {
            LOG.atWarn().setCause(e).log("the journal stays long");
        }
    }

    void close() {
        file.close();
    }
}
