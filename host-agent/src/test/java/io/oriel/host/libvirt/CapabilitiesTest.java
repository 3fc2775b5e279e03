package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.Hardware;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {

    @Test
    void qxlGoesWithSpice() {
        // Given, When
        var capabilities =
                read("<value>vnc</value><value>spice</value>", "<value>vga</value><value>qxl</value>", "yes");

        // Then
        assertThat(capabilities.spice()).isTrue();
        assertThat(capabilities.usbRedirection()).isTrue();
        assertThat(capabilities.video()).isEqualTo("qxl");
        assertThat(capabilities.video(Hardware.LINUX_OLD)).isEqualTo("vga");
    }

    @Test
    void withoutSpiceThereIsNoQxl() {
        // Given, When
        var capabilities = read(
                "<value>vnc</value>",
                "<value>qxl</value><value>vga</value><value>virtio</value><value>cirrus</value>",
                "no");

        // Then
        assertThat(capabilities.spice()).isFalse();
        assertThat(capabilities.usbRedirection()).isFalse();
        assertThat(capabilities.video()).isEqualTo("virtio");
        assertThat(capabilities.video(Hardware.WINDOWS_OLD)).isEqualTo("cirrus");
        assertThat(capabilities.video(Hardware.WINDOWS)).isEqualTo("vga");
    }

    @Test
    void whatSaysNothingGetsPlainVga() {
        // Given, When
        var capabilities = Capabilities.of(Accelerator.KVM, "<domainCapabilities/>", false, false);

        // Then
        assertThat(capabilities.video()).isEqualTo("vga");
        assertThat(capabilities.spice()).isFalse();
        assertThat(capabilities.uefi()).isFalse();
        assertThat(capabilities.tpm()).isFalse();
    }

    @Test
    void firmwareTpmAndProcessorsAreRead() {
        // Given
        var xml = """
                <domainCapabilities>
                  <os supported='yes'>
                    <enum name='firmware'><value>bios</value><value>efi</value></enum>
                    <loader supported='yes'>
                      <enum name='type'><value>pflash</value></enum>
                      <enum name='secure'><value>yes</value><value>no</value></enum>
                    </loader>
                  </os>
                  <cpu>
                    <mode name='host-model' supported='yes'><model fallback='forbid'>EPYC</model></mode>
                    <mode name='custom' supported='yes'>
                      <model usable='yes'>qemu64</model>
                      <model usable='no'>EPYC</model>
                      <model usable='yes'>Westmere</model>
                    </mode>
                  </cpu>
                  <devices>
                    <tpm supported='yes'>
                      <enum name='model'><value>tpm-crb</value></enum>
                      <enum name='backendModel'><value>passthrough</value><value>emulator</value></enum>
                    </tpm>
                  </devices>
                  <features><hyperv supported='yes'>
                    <enum name='features'><value>relaxed</value><value>spinlocks</value></enum>
                  </hyperv></features>
                </domainCapabilities>
                """;

        // When
        var capabilities = Capabilities.of(Accelerator.KVM, xml, true, true);

        // Then
        assertThat(capabilities.uefi()).isTrue();
        assertThat(capabilities.secureBoot()).isTrue();
        assertThat(capabilities.tpm()).isTrue();
        assertThat(capabilities.hyperv()).containsExactly("relaxed", "spinlocks");
        assertThat(capabilities.cpuModels()).containsExactly("Westmere", "qemu64");
        assertThat(capabilities.vncClipboard()).isTrue();
        assertThat(capabilities.bridgeVlan()).isTrue();
    }

    private static Capabilities read(String graphics, String models, String redirection) {
        return Capabilities.of(Accelerator.TCG, """
                <domainCapabilities><devices>
                <graphics supported='yes'><enum name='type'>%s</enum></graphics>
                <video supported='yes'><enum name='modelType'>%s</enum></video>
                <redirdev supported='%s'><enum name='bus'><value>usb</value></enum></redirdev>
                </devices></domainCapabilities>""".formatted(graphics, models, redirection), false, false);
    }
}
