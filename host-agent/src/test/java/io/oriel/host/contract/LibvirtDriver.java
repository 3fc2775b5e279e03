package io.oriel.host.contract;

import static io.oriel.host.contract.Subject.TOKEN;
import static io.oriel.host.contract.Subject.command;
import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.DiskRef;
import io.oriel.host.api.EstateCommand.PrepareStorage;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageRef;
import io.oriel.host.api.VmId;
import io.oriel.host.http.TwoHosts;
import io.oriel.host.libvirt.GuestImage;
import io.oriel.host.libvirt.OpenHosts;
import io.oriel.host.local.Heard;
import io.oriel.host.local.LocalHost;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Comparator;
import java.util.UUID;
import java.util.function.Function;

/** libvirt on this machine's qemu, or on libvirt's own test driver. */
final class LibvirtDriver implements Driver {
    private final String name;
    private final boolean real;
    private final Path state;
    private final LocalHost host;
    private final Heard heard = new Heard();
    private final StorageRef storage;
    private final DiskRef template;

    private LibvirtDriver(String name, boolean real, Function<Path, LocalHost> open) throws Exception {
        this.name = name;
        this.real = real;
        // short, because it holds sockets; open, because qemu's user has to pass through
        state = Files.createTempDirectory("osim");
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxr-xr-x"));
        host = open.apply(state);
        host.listen(heard);
        storage = new StorageRef(UUID.randomUUID(), state + "/storage");
        template = new DiskRef(storage, UUID.randomUUID());
        Subject.done(host.run(new PrepareStorage(command(), TOKEN, storage)));
        assertThat(host.store(template, GuestImage.built())).isEqualTo(new Outcome.Done());
    }

    static Driver qemu() throws Exception {
        return new LibvirtDriver("qemu", true, OpenHosts::qemu);
    }

    static Driver test() throws Exception {
        return new LibvirtDriver("test:///default", false, OpenHosts::testDriver);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public LocalHost host() {
        return host;
    }

    @Override
    public Heard heard() {
        return heard;
    }

    @Override
    public StorageRef storage() {
        return storage;
    }

    @Override
    public DiskRef template() {
        return template;
    }

    @Override
    public boolean hasGuests() {
        return real;
    }

    @Override
    public boolean letsIn(int port, String password) throws Exception {
        return OpenHosts.vncOpens(port, password);
    }

    @Override
    public VmId stranger() throws Exception {
        return real ? OpenHosts.strangerOnQemu(state) : OpenHosts.strangerOnTestDriver();
    }

    @Override
    public Pair pair() throws Exception {
        if (!real) {
            throw new NotOffered("it has no other host");
        }
        return new NamespacedPair(new TwoHosts("osim", "10.79.0"));
    }

    @Override
    public void close() throws Exception {
        if (real) {
            host.shutdownAll(Duration.ZERO);
        }
        host.close();
        try (var files = Files.walk(state)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
