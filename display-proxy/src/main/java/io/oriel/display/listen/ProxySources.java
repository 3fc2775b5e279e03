package io.oriel.display.listen;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;

/**
 * The load balancers whose word about a client's address is believed. Each of their connections begins with a PROXY
 * protocol header of version 2; from anybody else such a header is not one.
 */
public final class ProxySources {
    private final List<IpSubnetFilterRule> rules;

    private ProxySources(List<IpSubnetFilterRule> rules) {
        this.rules = rules;
    }

    /** Nobody. */
    public static ProxySources none() {
        return new ProxySources(List.of());
    }

    /**
     * Addresses and networks, with commas between: {@code 192.0.2.7, 2001:db8::/64}.
     *
     * @throws IllegalArgumentException naming the word that is neither
     */
    public static ProxySources of(String text) {
        return new ProxySources(Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .map(ProxySources::rule)
                .toList());
    }

    private static IpSubnetFilterRule rule(String word) {
        int slash = word.indexOf('/');
        // Literals only: a name would be asked of DNS, and whoever answers for it would be believed.
        var bytes = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? word : word.substring(0, slash));
        int bits = bytes == null ? 0 : bytes.length * 8;
        var prefix = slash < 0 ? String.valueOf(bits) : word.substring(slash + 1);
        if (bytes == null || !prefix.matches("\\d{1,3}") || Integer.parseInt(prefix) > bits) {
            throw new IllegalArgumentException(
                    "wants addresses or networks such as 192.0.2.7, 10.0.0.0/8, 2001:db8::/64, not " + word);
        }
        return new IpSubnetFilterRule(
                slash < 0 ? word : word.substring(0, slash), Integer.parseInt(prefix), IpFilterRuleType.ACCEPT);
    }

    /** Whether the connection comes from one of them. */
    boolean trusts(InetAddress peer) {
        var address = new InetSocketAddress(peer, 0);
        return rules.stream().anyMatch(rule -> rule.matches(address));
    }
}
