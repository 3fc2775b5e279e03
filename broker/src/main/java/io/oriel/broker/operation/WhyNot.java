package io.oriel.broker.operation;

import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.host.api.VmId;
import io.oriel.pool.Vms;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.schedule.Explanation;
import java.util.Optional;
import java.util.UUID;

/** Why a VM would start, or move, where it would, and why not elsewhere; for administrators. */
public final class WhyNot {
    private final Rights rights;
    private final Vms vms;

    public WhyNot(Rights rights, Vms vms) {
        this.rights = rights;
        this.vms = vms;
    }

    /** A VM and what is to be said of each host. */
    public record Answer(Vm vm, Explanation explanation) {}

    /**
     * About a start when the VM does not run, else about a move.
     *
     * @param nameOrId a VM's name, else its id
     */
    public Answer ask(User actor, String nameOrId) {
        var vm = vms.byName(nameOrId)
                .or(() -> id(nameOrId).flatMap(vms::find))
                .orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no vm " + nameOrId));
        rights.require(actor, UseCase.VM_WHY_NOT, ObjectRef.of(vm.id()), "vm " + nameOrId);
        return new Answer(vm, vms.explain(vm.id()));
    }

    private static Optional<VmId> id(String text) {
        try {
            return Optional.of(new VmId(UUID.fromString(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
