package io.oriel.pool.schedule;

import io.oriel.pool.estate.AffinityGroup;
import io.oriel.pool.estate.AffinityGroup.Rule;
import io.oriel.pool.estate.Host;
import java.util.Set;

/**
 * VMs that belong together run on one host, VMs that belong apart on different ones: hard rules refuse a host, soft ones
 * make it heavier.
 *
 * <p>When VMs that belong together run on several hosts all the same, any of these hosts will do.
 */
final class VmAffinity implements Filter, Weight {
    @Override
    public String word() {
        return "VmAffinity";
    }

    @Override
    public boolean refuses(Ask ask, Host host) {
        return ask.groups().stream().anyMatch(group -> broken(group, true, ask, host));
    }

    @Override
    public String sentence(Ask ask, Host host) {
        var group = ask.groups().stream()
                .filter(it -> broken(it, true, ask, host))
                .findFirst()
                .orElseThrow();
        var together = group.amongVms().filter(Rule::positive).isPresent();
        return (together ? "does not run the other vms of affinity group " : "runs another vm of affinity group ")
                + group.name();
    }

    /** The priorities of the soft rules that would be broken there. */
    @Override
    public long score(Ask ask, Host host) {
        return Weight.priorities(ask.groups().stream().filter(group -> broken(group, false, ask, host)));
    }

    private static boolean broken(AffinityGroup group, boolean enforcing, Ask ask, Host host) {
        var rule = group.amongVms().filter(it -> it.enforcing() == enforcing);
        if (rule.isEmpty()) {
            return false;
        }
        var others = ask.others().getOrDefault(group.id(), Set.of());
        return rule.get().positive() ? !others.isEmpty() && !others.contains(host.id()) : others.contains(host.id());
    }
}
