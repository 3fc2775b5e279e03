package io.oriel.broker.operation;

import io.oriel.broker.fault.BrokerException.Wrong;
import io.oriel.host.api.Boot;
import io.oriel.host.api.BootDevice;
import io.oriel.host.api.Hardware;
import io.oriel.pool.Shape;
import io.oriel.pool.VmConfig;
import io.oriel.pool.estate.Care;
import io.oriel.pool.estate.CloudInit;
import io.oriel.pool.estate.Continuity;
import io.oriel.pool.estate.Mobility;
import io.oriel.pool.estate.Starting;
import io.oriel.pool.estate.VmKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.stream.Stream;

/**
 * What an administrator says of a VM that is to be made, or changed; things are named by their names. What is empty is
 * left at its standard, or as it is.
 *
 * @param wrong what has been found wrong with it so far; told together with what is found later
 */
public record VmWish(
        Optional<String> name,
        Place place,
        Machine machine,
        Begin begin,
        Words words,
        Optional<List<Card>> nics,
        Optional<List<Disk>> disks,
        List<Wrong> wrong) {

    /**
     * Where it is and what it is made from; only the host may be changed later.
     *
     * @param host the only one it may start on; an empty text: any of its cluster
     * @param full whether its disk is a copy of the template's, not an overlay
     * @param bytes of its first disk
     */
    public record Place(
            Optional<String> cluster,
            Optional<String> host,
            Optional<String> template,
            boolean full,
            Optional<String> storage,
            Optional<Long> bytes) {}

    /** What kind of machine it is. */
    public record Machine(
            Optional<Integer> vcpus, Optional<Long> memoryMiB, Optional<Hardware> hardware, Optional<Integer> heads) {

        private Shape changing(Shape now) {
            return new Shape(
                    vcpus.orElse(now.vcpus()),
                    memoryMiB.orElse(now.memoryMiB()),
                    hardware.orElse(now.hardware()),
                    heads.orElse(now.heads()));
        }
    }

    /**
     * How it begins.
     *
     * @param cdrom {@code STORAGE/FILE}; an empty text: nothing
     * @param cloudInit with empty user data: nothing
     */
    public record Begin(
            Optional<List<BootDevice>> order,
            Optional<Boolean> menu,
            Optional<String> cdrom,
            Optional<CloudInit> cloudInit) {

        private Starting changing(Starting now, VmReferences look) {
            return new Starting(
                    new Boot(
                            order.orElse(now.boot().order()),
                            menu.orElse(now.boot().menu()),
                            false),
                    cdrom.isPresent() ? look.iso("cdrom", cdrom) : now.cdrom(),
                    cloudInit
                            .map(it -> Optional.of(it)
                                    .filter(some -> !some.userData().isBlank()))
                            .orElse(now.cloudInit()));
        }
    }

    /** What people say about it. */
    public record Words(
            Optional<VmKind> kind,
            Optional<String> description,
            Optional<Boolean> guarded,
            Optional<Boolean> autoStart,
            Availability availability,
            Optional<SortedSet<String>> tags) {

        private Care changing(Care now) {
            return new Care(
                    kind.orElse(now.kind()),
                    description.orElse(now.description()),
                    guarded.orElse(now.guarded()),
                    autoStart.orElse(now.autoStart()),
                    availability.changing(now.continuity()));
        }
    }

    /**
     * How much is done so that it goes on.
     *
     * @param priority 0–100; {@link #NOT_AVAILABLE}: it is not highly available
     */
    public record Availability(Optional<Integer> priority, Optional<Boolean> lease, Optional<Mobility> mobility) {
        /** Says that a VM is not highly available. */
        public static final int NOT_AVAILABLE = -1;

        /** Says nothing of it. */
        public static final Availability UNSAID =
                new Availability(Optional.empty(), Optional.empty(), Optional.empty());

        /** One that is highly available no more has no lease either. */
        Continuity changing(Continuity now) {
            var next = priority.isPresent() ? priority.filter(it -> it != NOT_AVAILABLE) : now.priority();
            return new Continuity(next, lease.orElse(now.lease() && next.isPresent()), mobility.orElse(now.mobility()));
        }
    }

    /** A card. */
    public record Card(Optional<String> mac, Optional<String> network) {}

    /** A disk beside the first one. */
    public record Disk(String name, long bytes, Optional<String> storage) {}

    /** A VM's configuration as this wish leaves it; what it names and nobody finds is noted in {@code look}. */
    VmConfig changing(VmConfig now, VmReferences look) {
        return new VmConfig(
                name.orElse(now.name()),
                machine.changing(now.shape()),
                begin.changing(now.starting(), look),
                words.changing(now.care()),
                place.host().isPresent() ? look.host(place.host()) : now.startOn(),
                words.tags().orElse(now.tags()));
    }

    /** Whether it only says what lies in the drive. */
    boolean onlyCd() {
        return begin.cdrom().isPresent()
                && Stream.of(
                                name,
                                place.host(),
                                machine.vcpus(),
                                machine.memoryMiB(),
                                machine.hardware(),
                                machine.heads(),
                                begin.order(),
                                begin.menu(),
                                begin.cloudInit(),
                                words.kind(),
                                words.description(),
                                words.guarded(),
                                words.autoStart(),
                                words.availability().priority(),
                                words.availability().lease(),
                                words.availability().mobility(),
                                words.tags())
                        .allMatch(Optional::isEmpty);
    }

    /** The same wish, with more that is wrong with it. */
    public VmWish with(List<Wrong> more) {
        var all = new ArrayList<>(wrong);
        all.addAll(more);
        return new VmWish(name, place, machine, begin, words, nics, disks, all);
    }
}
