package io.oriel.pool.reconcile;

import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Timing;
import io.oriel.pool.plan.Action;
import io.oriel.pool.plan.Plan;
import io.oriel.pool.schedule.Limits;
import io.oriel.pool.schedule.Load;
import io.oriel.pool.schedule.Scheduler;
import java.time.Instant;
import java.util.ArrayList;

/** The whole decision of one round. */
public final class Reconciler {
    private final HostReconciler hosts;
    private final VmReconciler vms;
    private final PoolReconciler pools;

    public Reconciler(Timing timing, Limits limits) {
        var scheduler = new Scheduler(limits);
        this.hosts = new HostReconciler(timing);
        this.vms = new VmReconciler(timing, scheduler);
        this.pools = new PoolReconciler(scheduler);
    }

    /** What to do now. Depends on nothing but its arguments. */
    public Plan plan(Estate estate, Instant now) {
        var alarm = new Alarm(now);
        var load = Load.of(estate);
        var actions = new ArrayList<Action>();
        actions.addAll(hosts.plan(estate, now, alarm));
        var restraints = Restraints.of(estate, alarm);
        var planned = vms.plan(estate, now, load, restraints, alarm);
        actions.addAll(planned);
        actions.addAll(pools.plan(estate, planned, load, restraints, alarm));
        actions.addAll(TemplateReconciler.plan(estate, alarm));
        return new Plan(actions, alarm.earliest());
    }
}
