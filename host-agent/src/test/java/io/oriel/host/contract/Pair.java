package io.oriel.host.contract;

import io.oriel.host.api.CommandId;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.MigrationTarget;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;

/** Two hosts that share a storage domain and reach each other. */
interface Pair extends AutoCloseable {

    /** One of the two. */
    interface Side {
        Outcome run(EstateCommand command) throws Exception;

        /** Sends a command; its end comes later. */
        Future<Outcome> begin(EstateCommand command) throws Exception;

        /** What this host says, or last said, of a VM; empty when it has nothing to say of it. */
        Optional<VmReport> last(VmId vm);

        List<HostEvent.Progress> progress(CommandId command);

        MigrationTarget target();
    }

    Side one();

    Side two();

    /** A VM that has booted on the first host. */
    VmSpec booted(String title) throws Exception;

    @Override
    void close() throws Exception;
}
