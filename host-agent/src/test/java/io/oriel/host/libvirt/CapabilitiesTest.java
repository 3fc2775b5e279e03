package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CapabilitiesTest {

    @Test
    void qxlGoesWithSpice() {
        assertThat(read("<value>vnc</value><value>spice</value>", "<value>vga</value><value>qxl</value>"))
                .isEqualTo(new Capabilities(Accelerator.TCG, true, "qxl"));
    }

    @Test
    void withoutSpiceThereIsNoQxl() {
        assertThat(read("<value>vnc</value>", "<value>qxl</value><value>vga</value><value>virtio</value>"))
                .isEqualTo(new Capabilities(Accelerator.TCG, false, "virtio"));
    }

    @Test
    void whatSaysNothingGetsPlainVga() {
        assertThat(Capabilities.of(Accelerator.KVM, "<domainCapabilities/>"))
                .isEqualTo(new Capabilities(Accelerator.KVM, false, "vga"));
    }

    private static Capabilities read(String graphics, String models) {
        return Capabilities.of(Accelerator.TCG, """
                <domainCapabilities><devices>
                <graphics supported='yes'><enum name='type'>%s</enum></graphics>
                <video supported='yes'><enum name='modelType'>%s</enum></video>
                </devices></domainCapabilities>""".formatted(graphics, models));
    }
}
