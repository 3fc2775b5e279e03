package io.oriel.pool.schedule;

import io.oriel.host.api.HostFacts;
import java.util.Optional;

/** A host's processor must be what its cluster asks for, also before the host is looked at anew. */
final class HasCpuLevel implements Filter {
    @Override
    public String word() {
        return "CpuLevel";
    }

    @Override
    public boolean refuses(Ask ask, Candidate host) {
        return objection(ask, host).isPresent();
    }

    @Override
    public String sentence(Ask ask, Candidate host) {
        return "cannot be used: " + objection(ask, host).orElse("");
    }

    private static Optional<String> objection(Ask ask, Candidate host) {
        return ask.estate()
                .site()
                .clusterOf(host.host())
                .flatMap(cluster -> cluster.cpuLevel())
                .flatMap(level -> host.host().facts().map(HostFacts::inventory).flatMap(level::objection));
    }
}
