package io.oriel.display.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxySourcesTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, true",
        "192.0.2.8, false",
        "10.255.0.1, true",
        "11.0.0.1, false",
        "2001:db8::5, true",
        "2001:db8:0:1::5, false",
        "::ffff:10.0.0.1, true",
        "::1, false"
    })
    void onlyListedAddressesAndNetworksAreTrusted(String peer, boolean trusted) throws Exception {
        var sources = ProxySources.of("192.0.2.7, 10.0.0.0/8,2001:db8::/64");
        assertThat(sources.trusts(InetAddress.getByName(peer))).isEqualTo(trusted);
    }

    @Test
    void nothingMeansNobody() throws Exception {
        assertThat(ProxySources.of(" ").trusts(InetAddress.getByName("127.0.0.1")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "lb.example.org", "10.0.0.0/33", "10.0.0.0/", "10.0.0/8", "::1/129", "1/-1", "/8"})
    void whatIsNeitherIsNamed(String word) {
        assertThatThrownBy(() -> ProxySources.of("10.0.0.1," + word))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(word);
    }
}
