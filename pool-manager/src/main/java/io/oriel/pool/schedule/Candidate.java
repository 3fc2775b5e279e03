package io.oriel.pool.schedule;

import io.oriel.host.api.HostFacts;
import io.oriel.host.api.HostId;
import io.oriel.pool.estate.CpuUse;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Host;
import io.oriel.pool.schedule.Load.Carried;
import org.jspecify.annotations.Nullable;

/**
 * A host that is asked whether it may run a VM, with all that filters and weights want to know of it at hand: they ask
 * every host for every VM.
 *
 * <p>Lives as long as its {@link Load}, and follows it.
 */
final class Candidate {
    private final Host host;
    private final Carried carried;
    private final boolean known;
    private final int cpus;
    private final long memoryMiB;
    private final @Nullable CpuUse use;

    private Candidate(Host host, Carried carried, @Nullable HostFacts facts, @Nullable CpuUse use) {
        this.host = host;
        this.carried = carried;
        this.known = facts != null;
        this.cpus = facts == null ? Integer.MAX_VALUE : facts.cpus();
        this.memoryMiB = facts == null ? Long.MAX_VALUE / 2 : facts.memoryMiB();
        this.use = use;
    }

    static Candidate of(Host host, Estate estate, Load load) {
        return new Candidate(
                host,
                load.carried(host.id()),
                host.facts().orElse(null),
                estate.cpu().get(host.id()));
    }

    Host host() {
        return host;
    }

    HostId id() {
        return host.id();
    }

    /** Processors; without end for a host that never said what it has. */
    int cpus() {
        return cpus;
    }

    /** MiB it has left, below 0 when it carries too much; nearly without end for a host that never said what it has. */
    long freeMiB() {
        return memoryMiB - carried.memoryMiB;
    }

    /** How much it has left when it is compared with others: a host that never said what it has counts as full. */
    long comparedMiB() {
        return known ? freeMiB() : 0;
    }

    /** How busy its processors are, in hundredths of a per cent, with what has just been started there. */
    long cpu() {
        double now = use == null ? 0 : use.percent();
        double coming = (double) carried.pendingVcpus * Load.PERCENT_OF_A_PENDING_VCPU / Math.max(1, cpus);
        return Math.round((now + coming) * 100);
    }

    /** How busy it has been; null when nobody knows. */
    @Nullable
    CpuUse use() {
        return use;
    }

    /** Virtual processors of the VMs on it. */
    int vcpus() {
        return carried.vcpus;
    }

    /** VMs on it, or on their way to it. */
    int vms() {
        return carried.vms;
    }

    /** VMs that are being started there. */
    int starting() {
        return carried.starting;
    }

    /** VMs that are coming or going. */
    int moving() {
        return carried.moves;
    }
}
