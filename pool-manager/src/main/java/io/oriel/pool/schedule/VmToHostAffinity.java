package io.oriel.pool.schedule;

import io.oriel.pool.estate.AffinityGroup;
import io.oriel.pool.estate.AffinityGroup.Rule;
import io.oriel.pool.estate.Host;

/** VMs run on the hosts of their group, or on none of them: hard rules refuse a host, soft ones make it heavier. */
final class VmToHostAffinity implements Filter, Weight {
    @Override
    public String word() {
        return "VmToHostAffinity";
    }

    @Override
    public boolean refuses(Ask ask, Host host) {
        return ask.groups().stream().anyMatch(group -> broken(group, true, host));
    }

    @Override
    public String sentence(Ask ask, Host host) {
        var group = ask.groups().stream()
                .filter(it -> broken(it, true, host))
                .findFirst()
                .orElseThrow();
        var on = group.onHosts().filter(Rule::positive).isPresent();
        return (on ? "is not one of the hosts of affinity group " : "is a host to be avoided by affinity group ")
                + group.name();
    }

    /** The priorities of the soft rules that would be broken there. */
    @Override
    public long score(Ask ask, Host host) {
        return Weight.priorities(ask.groups().stream().filter(group -> broken(group, false, host)));
    }

    private static boolean broken(AffinityGroup group, boolean enforcing, Host host) {
        return group.onHosts()
                .filter(rule -> rule.enforcing() == enforcing)
                .filter(rule -> rule.positive() != group.hosts().contains(host.id()))
                .isPresent();
    }
}
