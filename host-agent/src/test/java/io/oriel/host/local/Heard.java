package io.oriel.host.local;

import io.oriel.host.api.CommandId;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.VmReport;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Keeps all that a local host told. */
public final class Heard implements LocalHost.Listener {
    public final Queue<VmReport> changes = new ConcurrentLinkedQueue<>();
    public final Queue<HostEvent.Progress> progress = new ConcurrentLinkedQueue<>();
    public final Queue<HostEvent.Statistics> statistics = new ConcurrentLinkedQueue<>();

    @Override
    public void changed(VmReport vm) {
        changes.add(vm);
    }

    @Override
    public void progress(CommandId command, int percent, String text) {
        progress.add(new HostEvent.Progress(command, percent, text));
    }

    @Override
    public void statistics(HostEvent.Statistics told) {
        statistics.add(told);
    }
}
