package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.Console;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.GuestReport;
import io.oriel.host.api.VmPower;
import java.util.List;
import org.junit.jupiter.api.Test;

class DomainViewTest {
    private static final String RUNNING = """
            <domain type='qemu' id='1'>
              <name>6f3e2f2c-6a0e-4a53-9d5e-0b8a4d1c7e11</name>
              <uuid>6f3e2f2c-6a0e-4a53-9d5e-0b8a4d1c7e11</uuid>
              <title>demo-1 &lt;b&gt;</title>
              <metadata><oriel:owner xmlns:oriel="urn:oriel">me</oriel:owner></metadata>
              <devices>
                <disk type='file' device='disk'>
                  <source file='/srv/images/a.qcow2' index='1'/>
                  <backingStore type='file' index='2'><source file='/srv/images/base.qcow2'/></backingStore>
                </disk>
                <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0' state='connected'/></channel>
                <graphics type='spice' port='5900' tlsPort='5902' autoport='yes'/>
                <graphics type='vnc' port='5901' autoport='yes'/>
                <graphics type='egl-headless'/>
              </devices>
            </domain>
            """;

    @Test
    void aRunningDomainIsRead() {
        // Given, When
        var view = DomainView.of(RUNNING, false);

        // Then
        assertThat(view.title()).isEqualTo("demo-1 <b>");
        assertThat(view.owner()).isEqualTo("me");
        assertThat(view.agent()).isTrue();
        assertThat(view.files()).containsExactlyInAnyOrder("/srv/images/a.qcow2", "/srv/images/base.qcow2");
        assertThat(view.consoles())
                .containsExactly(
                        new Console(ConsoleKind.SPICE, 5900, false), new Console(ConsoleKind.VNC, 5901, false));
    }

    @Test
    void displaysWithTlsSaySo() {
        // Given a SPICE display without a plain port
        var xml = RUNNING.replace("port='5900'", "port='-1'");

        // When
        var view = DomainView.of(xml, true);

        // Then
        assertThat(view.consoles())
                .containsExactly(new Console(ConsoleKind.SPICE, 5902, true), new Console(ConsoleKind.VNC, 5901, true));
    }

    @Test
    void anExternalDomainShowsNoWayIn() {
        // Given
        var view = DomainView.of(RUNNING.replace("urn:oriel", "urn:other"), false);

        // When
        var report = view.report(false, VmPower.RUNNING, GuestMemory.Told.NOTHING);

        // Then
        assertThat(view.owner()).isEmpty();
        assertThat(report.consoles()).isEmpty();
    }

    @Test
    void aVmThatIsOffHasNeitherAgentNorDisplays() {
        // Given
        var view = DomainView.of(RUNNING, false);

        // When
        var report = view.report(true, VmPower.OFF, new GuestMemory.Told(GuestReport.UNKNOWN, List.of("10.0.0.1")));

        // Then
        assertThat(report.guestAgent()).isFalse();
        assertThat(report.addresses()).isEmpty();
        assertThat(report.consoles()).isEmpty();
    }
}
