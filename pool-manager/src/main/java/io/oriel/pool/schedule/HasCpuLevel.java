package io.oriel.pool.schedule;

import io.oriel.host.api.HostFacts;
import io.oriel.pool.estate.Host;
import java.util.Optional;

/** A host's processor must be what its cluster asks for, also before the host is looked at anew. */
final class HasCpuLevel implements Filter {
    @Override
    public String word() {
        return "CpuLevel";
    }

    @Override
    public boolean refuses(Ask ask, Host host) {
        return objection(ask, host).isPresent();
    }

    @Override
    public String sentence(Ask ask, Host host) {
        return "cannot be used: " + objection(ask, host).orElse("");
    }

    private static Optional<String> objection(Ask ask, Host host) {
        return ask.estate()
                .site()
                .clusterOf(host)
                .flatMap(cluster -> cluster.cpuLevel())
                .flatMap(level -> host.facts().map(HostFacts::inventory).flatMap(level::objection));
    }
}
