package io.oriel.pool.reality;

import io.oriel.host.api.DiskRef;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.StoredImage;
import io.oriel.host.api.VmSpec;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Network;
import io.oriel.pool.estate.NetworkId;
import io.oriel.pool.estate.Site;
import io.oriel.pool.estate.StorageDomainId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a VM that is there can have a row, and what would stand in it. */
public sealed interface Adoption {
    /** The appliance's own network, which has no row. */
    String OWN_NETWORK = "oriel";

    /**
     * It can.
     *
     * @param disks the first is the one it starts from
     */
    record Possible(VmSpec spec, Host host, List<Disk> disks, List<Card> cards) implements Adoption {
        public Possible {
            disks = List.copyOf(disks);
            cards = List.copyOf(cards);
        }
    }

    /** It cannot; every reason, for people. */
    record Impossible(List<String> reasons) implements Adoption {
        public Impossible {
            reasons = List.copyOf(reasons);
        }
    }

    /** A disk. */
    record Disk(DiskId id, StorageDomainId storage, long bytes) {}

    /** A card; without a network it is in the appliance's own. */
    record Card(String mac, Optional<NetworkId> network) {}

    /**
     * Judges a VM.
     *
     * @param look what lies in the storage domains
     */
    static Adoption of(VmSpec spec, Host host, Site site, Look look, Claims claims) {
        var reasons = new ArrayList<String>();
        var disks = new ArrayList<Disk>();
        if (spec.disks().isEmpty()) {
            reasons.add(
                    "none of its disks lies in a storage domain; copy them into one as images/UUID.qcow2 and let the"
                            + " vm use them there");
        }
        for (var ref : spec.disks()) {
            disk(ref, host, site, look, claims)
                    .ifPresentOrElse(
                            disks::add,
                            () -> reasons.add("its disk " + ref.disk()
                                    + " is not in a storage domain that is known and seen on host " + host.name()
                                    + ", or belongs to something else"));
        }
        var cards = new ArrayList<Card>();
        for (var nic : spec.nics()) {
            var network = network(nic, host, site);
            if (network.isEmpty() && (nic.bridge().isPresent() || !nic.network().equals(OWN_NETWORK))) {
                reasons.add("its card " + nic.mac() + " is in network " + nic.network()
                        + nic.bridge().map(bridge -> " on bridge " + bridge).orElse("")
                        + ", which is no network of its data center; add that first");
            }
            cards.add(new Card(nic.mac(), network));
        }
        return reasons.isEmpty() ? new Possible(spec, host, disks, cards) : new Impossible(reasons);
    }

    private static Optional<Disk> disk(DiskRef ref, Host host, Site site, Look look, Claims claims) {
        var storage = new StorageDomainId(ref.storage().id());
        var id = new DiskId(ref.disk());
        if (!site.reaches(host, storage) || claims.images().containsKey(new Image(storage, id))) {
            return Optional.empty();
        }
        return look.storage().stream()
                .filter(in -> in.domain().id().equals(storage))
                .flatMap(in -> in.report().images().stream())
                .filter(image -> image.disk().equals(ref.disk()))
                .map(StoredImage::virtualBytes)
                .findFirst()
                .map(bytes -> new Disk(id, storage, bytes));
    }

    private static Optional<NetworkId> network(NicSpec nic, Host host, Site site) {
        var all = site.networksFor(host);
        return all.stream()
                .filter(network -> network.name().equals(nic.network()))
                .findFirst()
                .or(() -> nic.bridge()
                        .flatMap(bridge -> all.stream()
                                .filter(network ->
                                        network.bridge().filter(bridge::equals).isPresent()
                                                && network.vlan().equals(nic.vlan()))
                                .findFirst()))
                .map(Network::id);
    }
}
