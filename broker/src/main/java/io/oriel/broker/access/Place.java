package io.oriel.broker.access;

import io.oriel.pool.estate.UserId;
import java.util.List;
import java.util.Optional;

/**
 * Where an object stands, as far as rights are inherited.
 *
 * <pre>
 *   system ── data center ─┬─ cluster ─┬─ host
 *                          │           ├─ pool ┄┄ its free VMs, for administrative roles only
 *                          │           └─ vm
 *                          ├─ storage domain ── disk (of no VM)
 *                          ├─ network
 *                          └─ template
 * </pre>
 *
 * @param above what it lies in; of a VM never its pool
 * @param pool the pool it belongs to; only of a VM
 * @param holder who has it; only of a VM
 */
public record Place(List<ObjectRef> above, Optional<ObjectRef> pool, Optional<UserId> holder) {
    public Place {
        above = List.copyOf(above);
    }

    /** Of anything but a VM. */
    public static Place in(ObjectRef... above) {
        return new Place(List.of(above), Optional.empty(), Optional.empty());
    }

    /** Whether it is, or may become, one person's own: rights of ordinary roles come to it from nowhere above. */
    boolean personal() {
        return pool.isPresent() || holder.isPresent();
    }
}
