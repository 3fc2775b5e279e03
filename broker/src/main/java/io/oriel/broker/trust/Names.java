package io.oriel.broker.trust;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Host names and addresses told apart, as a certificate wants them.
 *
 * @param dns host names
 * @param addresses IPv4 and IPv6 literals, without brackets
 */
public record Names(List<String> dns, List<String> addresses) {
    private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    public Names {
        dns = List.copyOf(dns);
        addresses = List.copyOf(addresses);
    }

    /** Sorts these; doubles count once. */
    public static Names of(String... all) {
        var dns = new ArrayList<String>();
        var addresses = new ArrayList<String>();
        for (var name : List.of(all).stream().distinct().toList()) {
            var bare = name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
            (V4.matcher(bare).matches() || bare.contains(":") ? addresses : dns).add(bare);
        }
        return new Names(dns, addresses);
    }
}
