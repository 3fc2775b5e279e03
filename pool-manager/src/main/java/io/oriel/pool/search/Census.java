package io.oriel.pool.search;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.DataCenter;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.HostUse;
import io.oriel.pool.estate.Job;
import io.oriel.pool.estate.Tags;
import io.oriel.pool.estate.UnattachedDisk;
import io.oriel.pool.estate.VmUse;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;

/**
 * All that can be found, at one moment. Immutable; a search sees nothing else, so whoever may see less is given one that
 * holds less ({@link #seenBy}).
 *
 * @param loose disks that belong to no VM
 * @param now what dates and ages are counted from; its zone says when a day begins
 */
public record Census(
        Estate estate,
        List<DataCenter> dataCenters,
        Uses uses,
        Tags tags,
        List<UnattachedDisk> loose,
        Log log,
        People people,
        ZonedDateTime now) {
    public Census {
        dataCenters = List.copyOf(dataCenters);
        loose = List.copyOf(loose);
    }

    /** What machines use, as far as that was said lately. */
    public record Uses(Map<HostId, HostUse> hosts, Map<VmId, VmUse> vms) {
        public static final Uses UNKNOWN = new Uses(Map.of(), Map.of());

        public Uses {
            hosts = Map.copyOf(hosts);
            vms = Map.copyOf(vms);
        }
    }

    /**
     * What happened and what is under way.
     *
     * @param events the latest first
     * @param jobs the latest first
     */
    public record Log(List<Occurrence> events, List<Job> jobs) {
        public static final Log EMPTY = new Log(List.of(), List.of());

        public Log {
            events = List.copyOf(events);
            jobs = List.copyOf(jobs);
        }
    }

    /**
     * Who is known.
     *
     * @param groups as {@code staff@internal}
     */
    public record People(List<Person> persons, List<String> groups, List<Sitting> sessions) {
        public static final People NOBODY = new People(List.of(), List.of(), List.of());

        public People {
            persons = List.copyOf(persons);
            groups = List.copyOf(groups);
            sessions = List.copyOf(sessions);
        }
    }

    /** What somebody may see of all this. */
    public Census seenBy(Sight sight) {
        return new Narrowed(this, sight).census();
    }
}
