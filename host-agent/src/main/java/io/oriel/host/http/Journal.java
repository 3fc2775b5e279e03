package io.oriel.host.http;

import io.oriel.host.api.AgentException;
import io.oriel.host.api.Answer;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.EventStream;
import io.oriel.host.api.HostAgent;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostReport;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.StorageReport;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import io.oriel.host.local.LocalHost;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A local host that remembers: which commands it has carried out, the highest lease token, and the numbers of its
 * events. A command sent twice has one effect; a lower token has none.
 *
 * <p>One lock guards everything remembered, and is held while a line is written: so that two threads with the same
 * command, or with an old and a new token, are judged one after the other. It is never held while the local host works.
 */
public final class Journal implements HostAgent {

    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

    /** How long a caller waits before "accepted", and how long a stream is silent before a heartbeat. */
    record Pace(Duration answer, Duration heartbeat) {
        static final Pace USUAL = new Pace(Duration.ofMillis(1500), Duration.ofSeconds(2));
    }

    private final LocalHost local;
    private final Pace pace;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition told = lock.newCondition();
    private final Map<UUID, Running> running = new HashMap<>();
    private final Memory memory;
    private final Set<JournalStream> streams = new HashSet<>();
    private boolean closed;

    private static final class Running {
        private final CompletableFuture<Outcome> end = new CompletableFuture<>();
        private boolean accepted;
    }

    private Journal(LocalHost local, Memory memory, Pace pace) {
        this.local = local;
        this.memory = memory;
        this.pace = pace;
    }

    /**
     * Remembers what the file holds and listens to the local host from now on.
     *
     * @param local closed together with the journal
     * @throws AgentException when the file cannot be used or another agent holds it
     */
    public static Journal open(LocalHost local, Path file) {
        return open(local, file, Pace.USUAL);
    }

    static Journal open(LocalHost local, Path file, Pace pace) {
        var journal = new Journal(local, Memory.open(JournalFile.open(file)), pace);
        local.listen(journal.new Ears());
        return journal;
    }

    @Override
    public Answer execute(EstateCommand command) {
        var judged = judge(command.id(), Optional.of(command.token()), () -> local.run(command));
        return switch (judged) {
            case Judged.Past(var outcome) -> new Answer.Ended(outcome);
            case Judged.Goes(var begun) -> await(command.id(), begun);
        };
    }

    @Override
    public Outcome execute(ConsoleCommand command) {
        var judged = judge(command.id(), Optional.empty(), () -> local.run(command));
        return switch (judged) {
            case Judged.Past(var outcome) -> outcome;
            case Judged.Goes(var begun) ->
                ended(begun).orElseGet(() -> new Outcome.Failed("the hypervisor did not answer in time"));
        };
    }

    private sealed interface Judged {
        record Past(Outcome outcome) implements Judged {}

        record Goes(Running begun) implements Judged {}
    }

    /** Finds the command's past, or begins it unless its token is stale. */
    private Judged judge(CommandId id, Optional<LeaseToken> token, Supplier<Outcome> work) {
        lock.lock();
        try {
            if (closed) {
                throw new AgentException("the agent is stopping");
            }
            var past = memory.outcome(id.value());
            if (past.isPresent()) {
                return new Judged.Past(past.get());
            }
            var already = running.get(id.value());
            if (already != null) {
                return new Judged.Goes(already);
            }
            if (token.isPresent() && !memory.admits(token.get())) {
                return new Judged.Past(new Outcome.Refused(
                        Outcome.Reason.STALE_TOKEN,
                        "a newer leader has spoken; token " + token.get().value()));
            }
            var begun = new Running();
            running.put(id.value(), begun);
            Thread.ofVirtual().name("command-" + id).start(() -> finish(id, begun, carryOut(id, work)));
            return new Judged.Goes(begun);
        } finally {
            lock.unlock();
        }
    }

    private static Outcome carryOut(CommandId id, Supplier<Outcome> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("command", id).log("command failed unexpectedly");
            return new Outcome.Failed("the agent failed; its log names command " + id);
        }
    }

    private void finish(CommandId id, Running begun, Outcome outcome) {
        lock.lock();
        try {
            running.remove(id.value());
            if (!closed) {
                memory.ended(id.value(), outcome, begun.accepted);
                told.signalAll();
            }
        } catch (AgentException e) {
            LOG.atError().setCause(e).addKeyValue("command", id).log("an outcome is known only until the next start");
        } finally {
            lock.unlock();
            begun.end.complete(outcome);
        }
    }

    private Answer await(CommandId id, Running begun) {
        var end = ended(begun);
        if (end.isPresent()) {
            return new Answer.Ended(end.get());
        }
        lock.lock();
        try {
            // the end may have come between the wait and the lock: then nobody promises an event
            var past = memory.outcome(id.value());
            if (past.isPresent()) {
                return new Answer.Ended(past.get());
            }
            if (!begun.accepted) {
                memory.accepted(id.value());
                begun.accepted = true;
            }
            return new Answer.Accepted();
        } finally {
            lock.unlock();
        }
    }

    private Optional<Outcome> ended(Running begun) {
        try {
            return Optional.of(begun.end.get(pace.answer().toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentException("interrupted while waiting for a command", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a command's end is always an outcome", e);
        }
    }

    /** What the local host tells, passed on: changes numbered and kept, the rest to whoever listens now. */
    private final class Ears implements LocalHost.Listener {

        @Override
        public void changed(VmReport vm) {
            tell(() -> memory.changed(vm));
        }

        @Override
        public void progress(CommandId command, int percent, String text) {
            var event = new HostEvent.Progress(command, percent, text);
            tell(() -> streams.forEach(stream -> stream.pass(event)));
        }

        @Override
        public void statistics(HostEvent.Statistics statistics) {
            tell(() -> streams.forEach(stream -> stream.pass(statistics)));
        }

        private void tell(Runnable telling) {
            lock.lock();
            try {
                if (!closed) {
                    telling.run();
                    told.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits, with the lock held, until there may be something new or the time has passed. */
    void awaitNews(long nanos) throws InterruptedException {
        var _ = told.awaitNanos(nanos);
    }

    /** Ends the waits of {@link #awaitNews}. Called with the lock held. */
    void tell() {
        told.signalAll();
    }

    ReentrantLock lock() {
        return lock;
    }

    /** Whether nothing will be told any more. Asked with the lock held. */
    boolean isClosed() {
        return closed;
    }

    Duration heartbeat() {
        return pace.heartbeat();
    }

    /** Tells a stream nothing more; wakes its reader. */
    void end(JournalStream stream) {
        lock.lock();
        try {
            streams.remove(stream);
            told.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public HostReport report() {
        UUID epoch;
        long sequence;
        lock.lock();
        try {
            // numbered before it is looked at: what changes meanwhile is told again, never lost
            epoch = memory.epoch();
            sequence = memory.sequence();
        } finally {
            lock.unlock();
        }
        return new HostReport(epoch, sequence, local.facts(), local.vms());
    }

    @Override
    public byte[] screenshot(VmId vm) {
        return local.screenshot(vm);
    }

    @Override
    public Outcome upload(DiskRef disk, Path image) {
        return local.store(disk, image);
    }

    @Override
    public StorageReport storage(StorageRef storage) {
        return local.storage(storage);
    }

    @Override
    public Optional<VmSpec> inspect(VmId vm) {
        return local.inspect(vm);
    }

    @Override
    public EventStream events(long after) {
        lock.lock();
        try {
            var stream = new JournalStream(this, memory, after);
            streams.add(stream);
            return stream;
        } finally {
            lock.unlock();
        }
    }

    /** Ends every stream, then lets go of the local host. What is still being carried out ends unrecorded. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            told.signalAll();
            memory.close();
        } finally {
            lock.unlock();
        }
        local.close();
    }
}
