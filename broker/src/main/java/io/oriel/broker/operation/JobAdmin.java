package io.oriel.broker.operation;

import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.pool.Jobs;
import io.oriel.pool.estate.Job;
import io.oriel.pool.estate.JobId;
import java.util.List;

/** What was asked for and takes a while. Throws {@link BrokerException}. */
public final class JobAdmin {
    private final Jobs jobs;

    public JobAdmin(Jobs jobs) {
        this.jobs = jobs;
    }

    /** The jobs that have not ended, oldest first. */
    public List<Job> open(User actor) {
        Admins.require(actor);
        return jobs.open();
    }

    /**
     * The latest jobs, newest first.
     *
     * @param count 1 to 1,000
     */
    public List<Job> latest(User actor, int count) {
        Admins.require(actor);
        return jobs.latest(count);
    }

    /** The jobs that one request opened, oldest first. */
    public List<Job> of(User actor, String correlation) {
        Admins.require(actor);
        return jobs.of(correlation);
    }

    /** One job. */
    public Job show(User actor, JobId id) {
        Admins.require(actor);
        return jobs.find(id)
                .orElseThrow(() -> new BrokerException(
                        Code.NOT_FOUND, "there is no job " + id + "; jobs are kept for 7 days after their end"));
    }
}
