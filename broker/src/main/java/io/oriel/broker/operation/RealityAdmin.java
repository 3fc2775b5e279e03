package io.oriel.broker.operation;

import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.directory.User;
import io.oriel.host.api.VmId;
import io.oriel.pool.Reality;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.JobId;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import java.util.Optional;

/**
 * What is there and in no row, or the other way round, and what an administrator decides about it. Throws {@link
 * io.oriel.broker.fault.BrokerException} and {@link io.oriel.pool.PoolException}.
 */
public final class RealityAdmin {
    private final Rights rights;
    private final Reality reality;
    private final Events events;

    public RealityAdmin(Rights rights, Reality reality, Events events) {
        this.rights = rights;
        this.reality = reality;
        this.events = events;
    }

    /** Asks all hosts that are up; takes up to half a minute. */
    public Reality.Found list(User actor) {
        rights.require(actor, UseCase.REALITY_LIST);
        return reality.list();
    }

    /** Has a VM that is in no row made ours. See {@link Reality#adopt}. */
    public JobId adopt(User actor, VmId vm, Optional<String> host, Optional<String> name) {
        rights.require(actor, UseCase.REALITY_ADOPT);
        var job = reality.adopt(vm, host, name);
        record(actor, "adoption of vm " + vm + name.map(it -> " as " + it).orElse("") + " asked for");
        return job;
    }

    /** Has an image that is in no row put out of the way. See {@link Reality#quarantine}. */
    public JobId quarantine(User actor, DiskId image, Optional<String> storage) {
        rights.require(actor, UseCase.REALITY_QUARANTINE);
        var job = reality.quarantine(image, storage);
        record(actor, "quarantine of image " + image + " asked for");
        return job;
    }

    /** Takes a VM's lost disk for lost. See {@link Reality#forget}. */
    public void forget(User actor, VmId vm) {
        rights.require(actor, UseCase.REALITY_FORGET, ObjectRef.of(vm), "vm " + vm);
        reality.forget(vm);
        record(actor, "the lost disk of vm " + vm + " given up");
    }

    private void record(User actor, String what) {
        events.record(Event.of(Severity.NORMAL, what + " by " + actor.id()).about(actor.id()));
    }
}
