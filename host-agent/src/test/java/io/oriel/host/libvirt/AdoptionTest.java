package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.EstateCommand.AdoptVm;
import io.oriel.host.api.EstateCommand.DestroyVm;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.Outcome.Reason;
import io.oriel.host.api.VmId;
import io.oriel.host.local.LocalHost;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.libvirt.Connect;
import org.libvirt.LibvirtException;

class AdoptionTest {
    private static final String PASSWORD = "secret12";

    @TempDir
    Path state;

    @Test
    void A26_theDisplayOfAnAdoptedVmIsClosed() throws Exception {
        // Given a VM of nobody's with a display that is open for ever to whoever knows its password
        try (var real = new RealHost()) {
            var vm = OpenHosts.strangerOnQemu(
                    real.state,
                    "<graphics type='vnc' autoport='yes' passwd='" + PASSWORD
                            + "'><listen type='address' address='127.0.0.1'/></graphics>");
            assertThat(consoles(real.host(), vm)).isZero();

            // When
            var outcome = real.run(new AdoptVm(RealHost.command(), RealHost.TOKEN, vm));

            // Then
            assertThat(outcome).isEqualTo(RealHost.DONE);
            int port = real.host().vms().stream()
                    .filter(r -> r.id().equals(vm))
                    .findFirst()
                    .orElseThrow()
                    .consoles()
                    .getFirst()
                    .port();
            assertThat(VncKnock.opens(port, PASSWORD)).isFalse();
            assertThat(VncKnock.opens(port, "")).isFalse();
        }
    }

    private static long consoles(LocalHost host, VmId vm) {
        return host.vms().stream()
                .filter(r -> r.id().equals(vm))
                .mapToInt(r -> r.consoles().size())
                .sum();
    }

    @Test
    void anotherInstallationsVmStaysTheirsAndOneOfAnotherNameIsNotTaken() throws Exception {
        // Given two installations on one hypervisor, and a VM whose name is not its id
        var vm = OpenHosts.strangerOnTestDriver();
        var named = new VmId(UUID.randomUUID());
        define("<domain type='test'><name>db</name><uuid>" + named + "</uuid><memory>32768</memory>"
                + "<os><type>hvm</type></os></domain>");
        try (var mine = OpenHosts.testDriver(state.resolve("mine"));
                var theirs = OpenHosts.testDriver(state.resolve("theirs"))) {
            assertThat(theirs.run(new AdoptVm(RealHost.command(), RealHost.TOKEN, vm)))
                    .isEqualTo(RealHost.DONE);

            // When, Then
            assertThat(reason(mine.run(new AdoptVm(RealHost.command(), RealHost.TOKEN, vm))))
                    .isEqualTo(Reason.NOT_OURS);
            assertThat(reason(mine.run(new AdoptVm(RealHost.command(), RealHost.TOKEN, named))))
                    .isEqualTo(Reason.INVALID);
            assertThat(theirs.run(new DestroyVm(RealHost.command(), RealHost.TOKEN, vm)))
                    .isEqualTo(RealHost.DONE);
        }
    }

    private static void define(String xml) throws LibvirtException {
        var connection = new Connect("test:///default");
        connection.domainDefineXML(xml);
        connection.close();
    }

    private static Reason reason(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Refused.class);
        return ((Outcome.Refused) outcome).reason();
    }
}
