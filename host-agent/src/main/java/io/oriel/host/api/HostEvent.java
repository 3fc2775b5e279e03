package io.oriel.host.api;

import java.util.List;
import java.util.UUID;

/** One thing an agent has to tell. Numbers rise by one within an epoch. */
public sealed interface HostEvent {

    /** First on every stream. When {@code resync} is set, events were lost: take a full report. */
    record Hello(UUID epoch, long sequence, boolean resync) implements HostEvent {}

    /** A VM is different from before; {@code power} OFF when it ended. */
    record VmChanged(long sequence, VmReport vm) implements HostEvent {}

    /** A command that was accepted has ended. */
    record CommandEnded(long sequence, CommandId command, Outcome outcome) implements HostEvent {}

    /**
     * How far a command has come. Carries no number and is not kept: whoever is away misses it.
     *
     * @param percent 0–100
     */
    record Progress(CommandId command, int percent, String text) implements HostEvent {}

    /** What the machine and its VMs use, every five seconds. Carries no number and is not kept. */
    record Statistics(HostUsage host, List<VmUsage> vms) implements HostEvent {
        public Statistics {
            vms = List.copyOf(vms);
        }
    }

    /** Nothing new; the agent is alive. Every two seconds. */
    record Heartbeat() implements HostEvent {}
}
