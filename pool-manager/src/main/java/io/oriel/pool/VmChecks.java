package io.oriel.pool;

import io.oriel.host.api.BootDevice;
import io.oriel.pool.estate.CloudInit;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.Continuity;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Network;
import io.oriel.pool.estate.NetworkId;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.store.EstateStore;
import java.util.HashSet;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether what somebody wants of a VM can be. */
final class VmChecks {
    private static final Pattern TAG = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._-]{0,62}");
    private static final int MOST_TAGS = 50;

    private final EstateStore store;

    VmChecks(EstateStore store) {
        this.store = store;
    }

    void config(VmConfig config, Cluster cluster) {
        Rules.vmName(config.name());
        Rules.shape(config.shape());
        Rules.description(config.care().description());
        var boot = config.starting().boot();
        Rules.require(
                !boot.order().isEmpty()
                        && new HashSet<>(boot.order()).size() == boot.order().size(),
                "a boot order names at least one of disk, cdrom and network, and each at most once");
        config.starting().cdrom().ifPresent(iso -> {
            Rules.iso(iso, store.site());
            storage(iso.storage(), cluster);
        });
        config.starting().cloudInit().ifPresent(VmChecks::cloudInit);
        Rules.require(
                config.tags().size() <= MOST_TAGS
                        && config.tags().stream()
                                .allMatch(tag -> TAG.matcher(tag).matches()),
                "a vm has at most " + MOST_TAGS + " tags, each of 1 to 63 letters, digits, '.', '_' and '-'");
        continuity(config.care().continuity());
        config.startOn().ifPresent(id -> {
            var host = store.host(id).orElseThrow(() -> Rules.notFound("host " + id));
            Rules.require(
                    host.cluster().equals(cluster.id()),
                    "host " + host.name() + " is not in cluster " + cluster.name());
        });
    }

    private static void continuity(Continuity wanted) {
        Rules.require(
                wanted.priority()
                        .filter(it -> it < Continuity.LOWEST || it > Continuity.HIGHEST)
                        .isEmpty(),
                "a priority is a number from " + Continuity.LOWEST + " to " + Continuity.HIGHEST);
        Rules.require(
                wanted.highlyAvailable() || !wanted.lease(),
                "a vm lease needs high availability; give the vm a priority, or leave the lease out");
    }

    private static void cloudInit(CloudInit told) {
        int length = told.userData().length()
                + told.metaData().map(String::length).orElse(0)
                + told.network().map(String::length).orElse(0);
        Rules.require(length <= CloudInit.LONGEST, "cloud-init data has at most 65536 characters in all");
        Rules.require(
                !told.userData().isBlank() && told.userData().indexOf('\0') < 0,
                "cloud-init user data is text, beginning with #cloud-config or another of cloud-init's headings");
    }

    void network(NetworkId id, Cluster cluster) {
        var network = Optional.ofNullable(store.site().networks().get(id));
        Rules.require(
                network.map(Network::dataCenter)
                        .filter(cluster.dataCenter()::equals)
                        .isPresent(),
                "there is no such network in the data center of cluster " + cluster.name());
    }

    StorageDomain storage(StorageDomainId id, Cluster cluster) {
        var domain = Optional.ofNullable(store.site().storage().get(id))
                .orElseThrow(() -> Rules.notFound("storage domain " + id));
        Rules.require(
                domain.dataCenter().equals(cluster.dataCenter()),
                "storage domain " + domain.name() + " is in another data center than cluster " + cluster.name());
        return domain;
    }

    /** A VM that may start on one host only needs what lies there. */
    void reached(Optional<Host> only, StorageDomain domain) {
        Rules.require(
                only.isEmpty() || store.site().reaches(only.get(), domain.id()),
                "the host does not see storage domain " + domain.name());
    }

    static boolean fromNetwork(VmConfig config) {
        return config.starting().boot().order().contains(BootDevice.NETWORK);
    }
}
