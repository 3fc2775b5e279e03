package io.oriel.pool.schedule;

import io.oriel.pool.estate.VmState;

/** A VM made for one host starts nowhere else, and one whose memory lies on a host goes on only there. */
final class ChosenHost implements Filter {
    @Override
    public String word() {
        return "PinToHost";
    }

    @Override
    public boolean refuses(Ask ask, Candidate host) {
        if (!ask.start()) {
            return false;
        }
        var upkeep = ask.tended().upkeep();
        return suspended(ask)
                ? upkeep.lastHost().filter(host.id()::equals).isEmpty()
                : upkeep.build()
                        .startOn()
                        .filter(chosen -> !chosen.equals(host.id()))
                        .isPresent();
    }

    @Override
    public String sentence(Ask ask, Candidate host) {
        return suspended(ask) ? "does not have its saved memory" : "is not the host it was made for";
    }

    private static boolean suspended(Ask ask) {
        return ask.tended().state() instanceof VmState.Suspended;
    }
}
