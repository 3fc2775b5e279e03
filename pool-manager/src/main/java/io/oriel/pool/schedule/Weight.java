package io.oriel.pool.schedule;

/** One reason for which a host is worse than another that may run a VM as well. */
interface Weight {
    /** Above every score. */
    long MOST = 1L << 42;

    /** Its name, as oVirt has it. */
    String word();

    /** How bad a host is, from 0 to below {@link #MOST}; only compared with other hosts' scores. */
    long score(Ask ask, Candidate host);
}
