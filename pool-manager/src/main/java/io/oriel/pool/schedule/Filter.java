package io.oriel.pool.schedule;

/** One reason for which a host may not run a VM. */
interface Filter {

    /** Its name, oVirt's where oVirt has one. */
    String word();

    /** Whether this VM may not start there, or move there. Asked for many hosts: makes no sentences. */
    boolean refuses(Ask ask, Candidate host);

    /** Why, for people, to be read after the host's name; only of a host it refuses. */
    String sentence(Ask ask, Candidate host);
}
