package io.oriel.pool;

import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.Vm;
import java.util.List;
import java.util.Optional;

/** Single VMs and their consoles. */
public final class Vms {
    Vms() {}

    public Optional<Vm> find(VmId id) {
        throw new UnsupportedOperationException();
    }

    /** All VMs a person holds, by name. */
    public List<Vm> of(UserId user) {
        throw new UnsupportedOperationException();
    }

    /** Asks for a VM that is Down to be started; false when it does not exist or is not theirs. */
    public boolean start(VmId vm, UserId user) {
        throw new UnsupportedOperationException();
    }

    public Optional<VmConsole> console(VmId vm, ConsoleKind kind) {
        throw new UnsupportedOperationException();
    }

    /** Opens a display to whoever shows this password. @throws PoolException NOT_FOUND, AGENT */
    public Outcome openConsole(VmId vm, ConsoleKind kind, String password, int seconds) {
        throw new UnsupportedOperationException();
    }

    /** PNG; empty when there is none. @throws PoolException NOT_FOUND, AGENT */
    public byte[] screenshot(VmId vm) {
        throw new UnsupportedOperationException();
    }
}
