package io.oriel.pool.reality;

import io.oriel.host.api.StorageReport;
import io.oriel.host.api.VmReport;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.StorageDomain;
import java.util.List;

/**
 * What was seen on hosts and in storage domains.
 *
 * @param unseen what could not be looked at and why, for people; nothing is concluded about it
 */
public record Look(List<OnHost> hosts, List<InStorage> storage, List<String> unseen) {
    public Look {
        hosts = List.copyOf(hosts);
        storage = List.copyOf(storage);
        unseen = List.copyOf(unseen);
    }

    /** All VMs of a host, other owners' included. */
    public record OnHost(Host host, List<VmReport> vms) {
        public OnHost {
            vms = List.copyOf(vms);
        }
    }

    /** What lies in a storage domain. */
    public record InStorage(StorageDomain domain, StorageReport report) {}
}
