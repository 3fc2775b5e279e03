package io.oriel.pool.schedule;

import io.oriel.host.api.HostId;
import java.util.Collections;
import java.util.LinkedHashMap;
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
     * @param reasons by host name, those of its own cluster first; of ten hosts at most
     * @param others how many hosts more refused it
     */
    record NoFit(Map<String, String> reasons, int others) implements Placement {
        public NoFit {
            reasons = Collections.unmodifiableMap(new LinkedHashMap<>(reasons));
        }

        /** One sentence for people. */
        public String sentence() {
            if (reasons.isEmpty()) {
                return "no host can run it: there is no host";
            }
            return reasons.entrySet().stream()
                    .map(reason -> reason.getKey() + " " + reason.getValue())
                    .collect(Collectors.joining(
                            "; ", "no host can run it: ", others == 0 ? "" : "; nor can " + others + " others"));
        }
    }
}
