package io.oriel.host.sim;

import io.netty.channel.Channel;
import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.VmId;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** One host's open displays: somebody listens on a VM's port only while a console password is valid. */
final class SimulatedDisplays implements AutoCloseable {
    private static final Outcome DONE = new Outcome.Done();

    private final RfbServer server;
    private final SimulatedTime time;
    private final Map<VmId, Channel> open = new HashMap<>();

    SimulatedDisplays(RfbServer server, SimulatedTime time) {
        this.server = server;
        this.time = time;
    }

    Outcome open(SimulatedVm vm, ConsoleCommand.SetConsolePassword set) {
        if (set.kind() == ConsoleKind.SPICE) {
            return new Outcome.Refused(Reason.NOT_FOUND, "the VM has no SPICE display");
        }
        int number = vm.open(set.password(), time.clock().instant().plusSeconds(set.validSeconds()));
        synchronized (open) {
            if (!open.containsKey(set.vm())) {
                try {
                    open.put(set.vm(), server.listen(vm));
                } catch (IOException e) {
                    return new Outcome.Failed(String.valueOf(e.getMessage()));
                }
            }
        }
        time.later(Duration.ofSeconds(set.validSeconds()), () -> {
            if (!vm.openedSince(number)) {
                close(set.vm());
            }
        });
        return DONE;
    }

    static Outcome press(SimulatedVm vm, ConsoleCommand.SendKey keys) {
        keys.keys().forEach(k -> Keys.ofLinuxCode(k).ifPresent(vm::type));
        return DONE;
    }

    void close(VmId id) {
        synchronized (open) {
            var channel = open.remove(id);
            if (channel != null) {
                channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
            }
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
