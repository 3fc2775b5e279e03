package io.oriel.host.contract;

import static io.oriel.host.contract.Subject.TOKEN;
import static io.oriel.host.contract.Subject.command;

import io.oriel.host.api.Boot;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.EstateCommand.PrepareStorage;
import io.oriel.host.api.EstateCommand.StartVm;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.MigrationTarget;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Seed;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import io.oriel.host.http.TwoHosts;
import io.oriel.host.libvirt.GuestImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Future;

/** Two hosts on real libvirt, each in a network namespace of its own. */
final class NamespacedPair implements Pair {
    private final TwoHosts hosts;
    private final StorageRef storage;

    NamespacedPair(TwoHosts hosts) throws Exception {
        this.hosts = hosts;
        storage = new StorageRef(UUID.randomUUID(), hosts.directory() + "/storage");
        Subject.done(hosts.run(0, new PrepareStorage(command(), TOKEN, storage)));
    }

    private record Namespaced(TwoHosts hosts, int number) implements Side {
        @Override
        public Outcome run(EstateCommand command) throws Exception {
            return hosts.run(number, command);
        }

        @Override
        public Future<Outcome> begin(EstateCommand command) throws Exception {
            return hosts.begin(number, command);
        }

        @Override
        public Optional<VmReport> last(VmId vm) {
            return hosts.last(number, vm);
        }

        @Override
        public List<HostEvent.Progress> progress(CommandId command) {
            return hosts.progress(number).stream()
                    .filter(p -> p.command().equals(command))
                    .toList();
        }

        @Override
        public MigrationTarget target() {
            return hosts.target(number);
        }
    }

    @Override
    public Side one() {
        return new Namespaced(hosts, 0);
    }

    @Override
    public Side two() {
        return new Namespaced(hosts, 1);
    }

    @Override
    public VmSpec booted(String title) throws Exception {
        var disk = new DiskRef(storage, UUID.randomUUID());
        // two hosts on one machine share the file, as they would by NFS
        Files.copy(GuestImage.built(), Path.of(storage.path(), "images", disk.disk() + ".qcow2"));
        var vm = new VmSpec(
                new VmId(UUID.randomUUID()),
                title,
                Hardware.LINUX,
                1,
                1,
                128,
                List.of(disk),
                Optional.empty(),
                List.of(new NicSpec("52:54:00:00:00:04", "oriel")),
                Boot.FROM_DISK,
                Optional.of(new Seed("instance-id: " + title + "\n", "#cloud-config\n", Optional.empty())),
                false,
                true);
        Subject.done(one().run(new StartVm(command(), TOKEN, vm)));
        Subject.within(
                Subject.LONG,
                title + " boots",
                () -> one().last(vm.id()).stream().anyMatch(VmReport::guestAgent));
        return vm;
    }

    @Override
    public void close() throws Exception {
        hosts.close();
    }
}
