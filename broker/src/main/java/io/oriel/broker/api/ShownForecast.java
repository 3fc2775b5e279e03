package io.oriel.broker.api;

import io.oriel.pool.estate.Host;
import io.oriel.pool.schedule.Forecast;
import java.util.List;
import java.util.Optional;

/**
 * What would become of the VMs on a host if it failed now.
 *
 * @param survived whether every highly available one would find a place
 * @param vms in the order in which they would come back
 */
record ShownForecast(String host, boolean survived, List<Fate> vms) {

    /** @param host where it would start; else the reason is there */
    record Fate(String name, Optional<Integer> priority, Optional<String> host, Optional<String> reason) {
        static Fate of(Forecast.Fate fate) {
            return new Fate(
                    fate.vm().vm().name(),
                    fate.vm().outfit().care().continuity().priority(),
                    fate.to().map(Host::name),
                    fate.to().isPresent() ? Optional.empty() : Optional.of(fate.why()));
        }
    }

    static ShownForecast of(Forecast forecast) {
        return new ShownForecast(
                forecast.failed().name(),
                forecast.survived(),
                forecast.fates().stream().map(Fate::of).toList());
    }
}
