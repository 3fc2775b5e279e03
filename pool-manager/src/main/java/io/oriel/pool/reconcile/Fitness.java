package io.oriel.pool.reconcile;

import io.oriel.host.api.HostFacts;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Network;
import io.oriel.pool.estate.Site;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether a host, by what it says of itself, may run VMs in its cluster. Its storage is looked at by telling it to. */
final class Fitness {
    private static final int[] LIBVIRT = {8, 0};
    private static final int[] QEMU = {6, 2};
    private static final Pattern VERSION = Pattern.compile("(\\d{1,4})\\.(\\d{1,4}).*");

    private Fitness() {}

    /** Why it may not, and what to do about it; empty when it may. */
    static Optional<String> objection(Host host, HostFacts facts, Site site) {
        return versions(facts)
                .or(() -> site.clusterOf(host).flatMap(cluster -> processor(facts, cluster)))
                .or(() -> network(facts, host, site));
    }

    private static Optional<String> versions(HostFacts facts) {
        if (facts.accelerator().equals("simulated")) {
            return Optional.empty();
        }
        return tooOld("libvirt", facts.libvirtVersion(), LIBVIRT).or(() -> tooOld("qemu", facts.qemuVersion(), QEMU));
    }

    private static Optional<String> tooOld(String program, String version, int[] least) {
        var numbers = VERSION.matcher(version);
        boolean enough = numbers.matches()
                && (Integer.parseInt(numbers.group(1)) > least[0]
                        || (Integer.parseInt(numbers.group(1)) == least[0]
                                && Integer.parseInt(numbers.group(2)) >= least[1]));
        return enough
                ? Optional.empty()
                : Optional.of("its " + program + " is version " + (version.isBlank() ? "unknown" : version)
                        + "; install " + least[0] + "." + least[1] + " or newer");
    }

    private static Optional<String> processor(HostFacts facts, Cluster cluster) {
        return cluster.cpuLevel()
                .flatMap(level -> level.objection(facts.inventory()))
                .map(why -> why + ", the CPU level of cluster " + cluster.name()
                        + "; move the host to another cluster or lower the cluster's level");
    }

    private static Optional<String> network(HostFacts facts, Host host, Site site) {
        return site.networksFor(host).stream()
                .filter(Network::required)
                .flatMap(network -> network.bridge().stream()
                        .filter(bridge -> !facts.inventory().bridges().contains(bridge))
                        .map(bridge -> "it has no bridge " + bridge + ", which network " + network.name()
                                + " needs; make the bridge, or mark the network as not required"))
                .findFirst();
    }
}
