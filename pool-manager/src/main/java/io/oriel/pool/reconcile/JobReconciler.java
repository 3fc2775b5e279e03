package io.oriel.pool.reconcile;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.InFlight;
import io.oriel.pool.estate.Job;
import io.oriel.pool.estate.JobKind;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.TendedVm;
import io.oriel.pool.estate.VmDisk.Use;
import io.oriel.pool.estate.VmState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Says how open jobs stand. Level-triggered: it looks at the subject as it now is and remembers nothing, so that it says
 * the same whoever leads.
 *
 * <p>A job must have been read before the estate: then the estate shows what was written together with it.
 */
public final class JobReconciler {

    /** How a job stood, and how it stands now. */
    public record Move(Job before, Job after) {}

    /**
     * The jobs that stand otherwise than before.
     *
     * @param progress how far a command has come, in percent
     */
    public List<Move> plan(List<Job> open, Estate estate, Function<InFlight, Optional<Integer>> progress, Instant now) {
        var moves = new ArrayList<Move>();
        for (var job : open) {
            var after = next(job, new Sight(estate, progress), now);
            if (!after.equals(job)) {
                moves.add(new Move(job, after));
            }
        }
        return moves;
    }

    private record Sight(Estate estate, Function<InFlight, Optional<Integer>> progress) {
        Optional<TendedVm> vm(Job job) {
            return Optional.ofNullable(estate.vms().get(new VmId(job.subject())));
        }

        Optional<Template> template(Job job) {
            return Optional.ofNullable(estate.templates().get(new TemplateId(job.subject())));
        }

        Optional<Pool> pool(Job job) {
            return Optional.ofNullable(estate.pools().get(new PoolId(job.subject())));
        }

        List<TendedVm> vms(Pool pool) {
            return estate.vms().values().stream()
                    .filter(tended ->
                            tended.vm().pool().filter(pool.id()::equals).isPresent())
                    .toList();
        }

        Optional<Integer> percent(TendedVm tended) {
            return tended.upkeep().command().flatMap(progress);
        }
    }

    private static Job next(Job job, Sight sight, Instant now) {
        var next = switch (standing(job, sight)) {
            case Standing.Going(var step, var percent, var note) -> job.at(step, percent, note, now);
            case Standing.Done() -> job.done(now);
            case Standing.Failed(var reason) -> job.failed(reason, now);
        };
        var late = next.state().equals(job.state()) && !now.isBefore(job.deadline());
        return late ? next.timedOut(now) : next;
    }

    private static Standing standing(Job job, Sight sight) {
        return switch (job.kind()) {
            case VM_CREATE,
                    VM_START,
                    VM_SHUTDOWN,
                    VM_REBOOT,
                    VM_SUSPEND,
                    VM_MIGRATE,
                    VM_SNAPSHOT,
                    VM_REVERT,
                    VM_SNAPSHOT_DELETE,
                    VM_DELETE ->
                sight.vm(job)
                        .map(tended -> VmJobs.standing(job, tended, sight.percent(tended)))
                        .orElseGet(() -> job.kind() == JobKind.VM_DELETE
                                ? new Standing.Done()
                                : new Standing.Failed("the vm was deleted"));
            // An upload writes its row when all is done.
            case TEMPLATE_IMPORT ->
                sight.template(job).map(JobReconciler::templateMade).orElseGet(() -> asItStands(job));
            case TEMPLATE_FROM_VM ->
                sight.template(job).map(JobReconciler::templateMade).orElseGet(() -> deleted("template"));
            case TEMPLATE_DELETE ->
                sight.template(job)
                        .<Standing>map(
                                template -> Standing.going(0, template.trouble().orElse("")))
                        .orElseGet(Standing.Done::new);
            case POOL_CREATE -> sight.pool(job).map(pool -> made(pool, sight)).orElseGet(() -> deleted("pool"));
            case POOL_ROLL_OUT ->
                sight.pool(job).map(pool -> rolledOut(pool, sight)).orElseGet(() -> deleted("pool"));
            case POOL_DELETE ->
                sight.pool(job).map(pool -> emptied(pool, sight)).orElseGet(Standing.Done::new);
            case HOST_MAINTENANCE -> maintained(job, sight.estate());
            // These end by the hand that does them.
            case VM_ADOPT, IMAGE_QUARANTINE -> asItStands(job);
        };
    }

    private static Standing asItStands(Job job) {
        var step = job.steps().get(job.current());
        return new Standing.Going(job.current(), step.percent(), step.note());
    }

    private static Standing deleted(String what) {
        return new Standing.Failed("the " + what + " was deleted");
    }

    private static Standing templateMade(Template template) {
        return switch (template.state()) {
            case OK -> new Standing.Done();
            case LOCKED ->
                new Standing.Going(
                        0, Optional.of(template.progress()), template.trouble().orElse(""));
            case ILLEGAL -> new Standing.Failed(template.trouble().orElse("its image could not be made"));
            case DELETING -> deleted("template");
        };
    }

    /** All disks are made, and as many VMs are up as the pool wants. */
    private static Standing made(Pool pool, Sight sight) {
        var restraint = pool.trials().restraint();
        if (restraint.isPresent()) {
            return new Standing.Failed(
                    "the pool is restrained: " + restraint.get().reason());
        }
        var vms = sight.vms(pool);
        var unmade = vms.stream()
                .filter(tended -> tended.upkeep().disk().use() == Use.MISSING)
                .toList();
        var trouble = vms.stream().flatMap(it -> it.vm().trouble().stream()).findFirst();
        if (!unmade.isEmpty()) {
            var stuck = unmade.stream().allMatch(it -> it.vm().trouble().isPresent() && !it.busy());
            return stuck
                    ? new Standing.Failed("the disks cannot be made: " + trouble.orElse(""))
                    : part(0, vms.size() - unmade.size(), vms.size(), trouble.orElse(""));
        }
        long up = vms.stream()
                .filter(tended -> tended.held() || tended.state() instanceof VmState.Up)
                .count();
        int wanted = Math.min(pool.prestarted(), vms.size());
        return up >= wanted ? new Standing.Done() : part(1, (int) up, wanted, trouble.orElse(""));
    }

    /** No VM that nobody holds has another template than the pool. */
    private static Standing rolledOut(Pool pool, Sight sight) {
        var vms = sight.vms(pool);
        var old = vms.stream()
                .filter(tended -> !tended.upkeep().build().source().template().equals(Optional.of(pool.template())))
                .toList();
        var free = old.stream().filter(tended -> !tended.held()).count();
        var inUse = old.size() - free;
        var note = inUse == 0 ? "" : inUse + " in use follow when they are given back";
        return free == 0 ? new Standing.Done() : part(0, vms.size() - old.size(), vms.size(), note);
    }

    private static Standing emptied(Pool pool, Sight sight) {
        int left = sight.vms(pool).size();
        return new Standing.Going(0, Optional.empty(), left == 0 ? "" : left + " vms left");
    }

    private static Standing maintained(Job job, Estate estate) {
        var host = estate.host(new HostId(job.subject()));
        if (host.isEmpty()) {
            return deleted("host");
        }
        return switch (host.get().state()) {
            case HostState.Maintenance _ -> new Standing.Done();
            case HostState.PreparingForMaintenance _ -> {
                int left = estate.vmsOn(host.get().id()).size();
                yield Standing.going(0, left == 0 ? "" : left + " vms left");
            }
            case HostState.Up _, HostState.Initializing _ ->
                new Standing.Failed("maintenance was called off, or its vms did not leave in time");
            case HostState.Connecting _, HostState.NonResponsive _ ->
                new Standing.Failed("the host stopped answering while it was being emptied");
            case HostState.NonOperational(var _, var reason) ->
                new Standing.Failed("the host became unfit while it was being emptied: " + reason);
            case HostState.Unassigned _, HostState.Down _, HostState.PendingApproval _ ->
                new Standing.Failed("the host is " + host.get().state().word());
        };
    }

    private static Standing part(int step, int done, int all, String note) {
        return new Standing.Going(step, all == 0 ? Optional.empty() : Optional.of(done * 100 / all), note);
    }
}
