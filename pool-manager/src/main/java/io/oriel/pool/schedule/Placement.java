package io.oriel.pool.schedule;

import io.oriel.host.api.HostId;
import java.util.Map;
import java.util.stream.Collectors;

/** Where a VM may start. */
public sealed interface Placement {

    /** There. */
    record Placed(HostId host) implements Placement {}

    /** There, but so much is being started there already that it must wait its turn. */
    record Later() implements Placement {}

    /**
     * Nowhere.
     *
     * @param reasons by host name, in order
     */
    record NoFit(Map<String, String> reasons) implements Placement {

        /** One sentence for people. */
        public String sentence() {
            if (reasons.isEmpty()) {
                return "no host can run it: there is no host";
            }
            return reasons.entrySet().stream()
                    .map(reason -> reason.getKey() + " " + reason.getValue())
                    .collect(Collectors.joining("; ", "no host can run it: ", ""));
        }
    }
}
