package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.Needs;
import io.oriel.host.api.Boot;
import io.oriel.host.api.BootDevice;
import io.oriel.host.api.EstateCommand.DestroyVm;
import io.oriel.host.api.EstateCommand.StartVm;
import io.oriel.host.api.Hardware;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmSpec;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** libvirt takes much that qemu then refuses: so every kind of hardware is built once, with all its devices. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EveryKindStartsTest {
    private RealHost host;

    @BeforeAll
    void open() throws Exception {
        host = new RealHost();
    }

    @AfterAll
    void leaveNothingBehind() throws Exception {
        if (host != null) {
            host.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Hardware.class)
    void qemuBuildsTheMachine(Hardware hardware) {
        // Given two disks, a card, an empty CD drive, and processors that stand still
        var vm = new VmSpec(
                new VmId(UUID.randomUUID()),
                "kind " + hardware,
                hardware,
                1,
                2,
                256,
                List.of(host.emptyDisk(), host.emptyDisk()),
                Optional.empty(),
                List.of(new NicSpec("52:54:00:00:00:01", "oriel")),
                new Boot(List.of(BootDevice.CDROM, BootDevice.DISK, BootDevice.NETWORK), true, true),
                false,
                true);

        // When
        var outcome = host.run(new StartVm(RealHost.command(), RealHost.TOKEN, vm));

        // Then it is there, or the host lacks a package, which the refusal names
        if (outcome instanceof Outcome.Refused(var reason, var message)) {
            assertThat(Machine.of(hardware).uefi()).as(message).isTrue();
            assertThat(reason).isEqualTo(Outcome.Reason.NOT_SUPPORTED);
            assertThat(message).containsAnyOf("ovmf", "swtpm");
            Needs.abort("ovmf", hardware + " cannot be started on this machine: " + message);
        }
        assertThat(outcome).isEqualTo(RealHost.DONE);
        assertThat(host.power(vm)).isEqualTo(VmPower.PAUSED);
        assertThat(host.run(new DestroyVm(RealHost.command(), RealHost.TOKEN, vm.id())))
                .isEqualTo(RealHost.DONE);
    }
}
