package io.oriel.host.api;

import java.util.UUID;

/** One thing an agent has to tell. Numbers rise by one within an epoch. */
public sealed interface HostEvent {

    /** First on every stream. When {@code resync} is set, events were lost: take a full report. */
    record Hello(UUID epoch, long sequence, boolean resync) implements HostEvent {}

    /** A VM is different from before; {@code power} OFF when it ended. */
    record VmChanged(long sequence, VmReport vm) implements HostEvent {}

    /** A command that was accepted has ended. */
    record CommandEnded(long sequence, CommandId command, Outcome outcome) implements HostEvent {}

    /** Nothing new; the agent is alive. Every two seconds. */
    record Heartbeat() implements HostEvent {}
}
