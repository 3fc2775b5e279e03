package io.oriel.pool.schedule;

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
    public boolean refuses(Ask ask, Candidate host) {
        return Bonds.breaks(ask.bonds().amongVms(), host);
    }

    @Override
    public String sentence(Ask ask, Candidate host) {
        var bond = Bonds.broken(ask.bonds().amongVms(), host).orElseThrow();
        return (bond.positive()
                        ? "does not run the other vms of affinity group "
                        : "runs another vm of affinity group ")
                + bond.group();
    }

    /** The priorities of the soft rules that would be broken there. */
    @Override
    public long score(Ask ask, Candidate host) {
        return Bonds.bent(ask.bonds().amongVms(), host);
    }
}
