package io.oriel.host.libvirt;

import io.oriel.host.api.CommandId;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.VmReport;
import io.oriel.host.local.LocalHost;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who listens to this host. Safe for use by many threads; a listener that fails harms no other. */
final class Audience implements LocalHost.Listener {
    private static final Logger log = LoggerFactory.getLogger(Audience.class);

    private final List<LocalHost.Listener> listeners = new CopyOnWriteArrayList<>();

    void add(LocalHost.Listener listener) {
        listeners.add(listener);
    }

    @Override
    public void changed(VmReport vm) {
        tell(listener -> listener.changed(vm));
    }

    @Override
    public void progress(CommandId command, int percent, String text) {
        tell(listener -> listener.progress(command, percent, text));
    }

    @Override
    public void statistics(HostEvent.Statistics statistics) {
        tell(listener -> listener.statistics(statistics));
    }

    private void tell(Consumer<LocalHost.Listener> telling) {
        for (var listener : listeners) {
            try {
                telling.accept(listener);
            } catch (RuntimeException e) {
                log.atError().setCause(e).log("a listener failed");
            }
        }
    }
}
