package io.oriel.pool.schedule;

/** VMs run on the hosts of their group, or on none of them: hard rules refuse a host, soft ones make it heavier. */
final class VmToHostAffinity implements Filter, Weight {
    @Override
    public String word() {
        return "VmToHostAffinity";
    }

    @Override
    public boolean refuses(Ask ask, Candidate host) {
        return Bonds.breaks(ask.bonds().onHosts(), host);
    }

    @Override
    public String sentence(Ask ask, Candidate host) {
        var bond = Bonds.broken(ask.bonds().onHosts(), host).orElseThrow();
        return (bond.positive()
                        ? "is not one of the hosts of affinity group "
                        : "is a host to be avoided by affinity group ")
                + bond.group();
    }

    /** The priorities of the soft rules that would be broken there. */
    @Override
    public long score(Ask ask, Candidate host) {
        return Bonds.bent(ask.bonds().onHosts(), host);
    }
}
