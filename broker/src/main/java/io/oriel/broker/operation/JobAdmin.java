package io.oriel.broker.operation;

import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.Jobs;
import io.oriel.pool.PoolModule;
import io.oriel.pool.estate.Job;
import io.oriel.pool.estate.JobId;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TemplateId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What was asked for and takes a while. Throws {@link BrokerException}. */
public final class JobAdmin {
    private final Rights rights;
    private final Jobs jobs;
    private final Function<TemplateId, Optional<Template>> templates;

    public JobAdmin(Rights rights, PoolModule estate) {
        this.rights = rights;
        this.jobs = estate.jobs();
        this.templates = estate.templates()::find;
    }

    /** The jobs that have not ended, oldest first. */
    public List<Job> open(User actor) {
        return seen(actor, jobs.open());
    }

    /**
     * The latest jobs, newest first.
     *
     * @param count 1 to 1,000
     */
    public List<Job> latest(User actor, int count) {
        return seen(actor, jobs.latest(count));
    }

    /** The jobs that one request opened, oldest first. */
    public List<Job> of(User actor, String correlation) {
        return seen(actor, jobs.of(correlation));
    }

    /** One job. */
    public Job show(User actor, JobId id) {
        return jobs.find(id)
                .filter(job -> !seen(actor, List.of(job)).isEmpty())
                .orElseThrow(() -> new BrokerException(
                        Code.NOT_FOUND, "there is no job " + id + "; jobs are kept for 7 days after their end"));
    }

    /** Who asked for something, who sees what it is about, and who oversees the whole system. */
    private List<Job> seen(User actor, List<Job> all) {
        var authoriser = rights.of(actor);
        var everything = authoriser.oversees(ObjectRef.SYSTEM);
        return all.stream()
                .filter(job -> everything
                        || job.user().filter(actor.id()::equals).isPresent()
                        || subject(job).filter(authoriser::sees).isPresent())
                .toList();
    }

    private Optional<ObjectRef> subject(Job job) {
        return switch (job.kind().about()) {
            case VM -> Optional.of(ObjectRef.of(new VmId(job.subject())));
            case POOL -> Optional.of(ObjectRef.of(new PoolId(job.subject())));
            case HOST -> Optional.of(ObjectRef.of(new HostId(job.subject())));
            case TEMPLATE -> templates.apply(new TemplateId(job.subject())).map(it -> ObjectRef.template(it.name()));
            case IMAGE -> Optional.empty();
        };
    }
}
