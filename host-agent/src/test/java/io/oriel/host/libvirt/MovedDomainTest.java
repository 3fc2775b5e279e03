package io.oriel.host.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class MovedDomainTest {
    private static final Instant UNTIL = Instant.parse("2026-11-30T20:15:30Z");
    private static final String DOMAIN = """
            <domain type="qemu"><devices>
              <graphics type="spice" tlsPort="5900" listen="10.77.0.11" passwd="last" passwdValidTo="2026-11-30T11:00:00">
                <listen type="address" address="10.77.0.11"/>
              </graphics>
              <graphics type="vnc" port="5901" listen="10.77.0.11" passwd="vnc" passwdValidTo="1970-01-01T00:00:01">
                <listen type="address" address="10.77.0.11"/>
              </graphics>
            </devices></domain>""";

    @Test
    void displaysListenOnTheOtherHostAndOnlySpiceLetsItsClientIn() {
        // When
        var moved = MovedDomain.of(DOMAIN, "10.77.0.12", UNTIL);
        // Then
        assertThat(moved.spice()).isTrue();
        assertThat(moved.xml()).doesNotContain("10.77.0.11");
        var displays = Xml.parse(moved.xml()).all("graphics");
        assertThat(displays).extracting(it -> it.attribute("listen")).containsOnly("10.77.0.12");
        assertThat(displays).extracting(it -> it.attribute("passwd")).containsExactly("last", "vnc");
        assertThat(displays)
                .extracting(it -> it.attribute("passwdValidTo"))
                .containsExactly("2026-11-30T20:15:30", "1970-01-01T00:00:01");
    }
}
