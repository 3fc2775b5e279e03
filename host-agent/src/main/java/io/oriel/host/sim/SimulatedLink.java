package io.oriel.host.sim;

import io.oriel.host.api.AgentException;
import io.oriel.host.api.Answer;
import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.EventStream;
import io.oriel.host.api.HostAgent;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostReport;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.StorageReport;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * The way from a control plane to one agent in the same JVM, which can be cut. A cut link is like a cut network: calls
 * do not come through, streams are silent and go on where they were when the link is whole again.
 *
 * <p>The lock guards {@code cut}; nothing else is done while it is held.
 */
public final class SimulatedLink implements HostAgent {
    private final HostAgent agent;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private boolean cut;
    private volatile boolean closed;

    /**
     * A whole link.
     *
     * @param agent closed together with the link
     */
    public SimulatedLink(HostAgent agent) {
        this.agent = agent;
    }

    /** A link that is cut and mended by itself, as its faults say. */
    public static SimulatedLink failing(HostAgent agent, String hostName, SimulatedTime time, Faults faults) {
        var link = new SimulatedLink(agent);
        if (faults.partitionEvery().isPositive()) {
            link.cutLater(time, faults, faults.dice(hostName));
        }
        return link;
    }

    private void cutLater(SimulatedTime time, Faults faults, Faults.Dice dice) {
        time.later(dice.about(faults.partitionEvery()), () -> {
            cut(true);
            time.later(dice.about(faults.partitionFor()), () -> {
                cut(false);
                if (!closed) {
                    cutLater(time, faults, dice);
                }
            });
        });
    }

    /** Cuts the link, or mends it. */
    public void cut(boolean now) {
        lock.lock();
        try {
            cut = now;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    public boolean isCut() {
        lock.lock();
        try {
            return cut;
        } finally {
            lock.unlock();
        }
    }

    private <T> T through(Supplier<T> call) {
        if (isCut()) {
            throw new AgentException("the agent cannot be reached: the link is cut");
        }
        var answer = call.get();
        if (isCut()) {
            throw new AgentException("the agent's answer is lost: the link was cut");
        }
        return answer;
    }

    @Override
    public Answer execute(EstateCommand command) {
        return through(() -> agent.execute(command));
    }

    @Override
    public Outcome execute(ConsoleCommand command) {
        return through(() -> agent.execute(command));
    }

    @Override
    public HostReport report() {
        return through(agent::report);
    }

    @Override
    public byte[] screenshot(VmId vm) {
        return through(() -> agent.screenshot(vm));
    }

    @Override
    public Outcome upload(DiskRef disk, Path image) {
        return through(() -> agent.upload(disk, image));
    }

    @Override
    public StorageReport storage(StorageRef storage) {
        return through(() -> agent.storage(storage));
    }

    @Override
    public Optional<VmSpec> inspect(VmId vm) {
        return through(() -> agent.inspect(vm));
    }

    @Override
    public EventStream events(long after) {
        var events = through(() -> agent.events(after));
        return new EventStream() {
            @Override
            public Optional<HostEvent> next(Duration timeout) throws InterruptedException {
                return isWhole(timeout) ? events.next(timeout) : Optional.empty();
            }

            @Override
            public void wake() {
                events.wake();
            }

            @Override
            public void close() {
                events.close();
            }
        };
    }

    /** Waits while the link is cut; false when it still was at the end. */
    private boolean isWhole(Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (cut && left > 0) {
                left = changed.awaitNanos(left);
            }
            return !cut;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        agent.close();
    }
}
