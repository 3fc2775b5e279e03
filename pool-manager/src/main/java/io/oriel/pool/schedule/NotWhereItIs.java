package io.oriel.pool.schedule;

/** What moves goes to another host than the one it is on. */
final class NotWhereItIs implements Filter {
    @Override
    public String word() {
        return "Migration";
    }

    @Override
    public boolean refuses(Ask ask, Candidate host) {
        return !ask.start() && ask.here().filter(host.id()::equals).isPresent();
    }

    @Override
    public String sentence(Ask ask, Candidate host) {
        return "is where it runs";
    }
}
