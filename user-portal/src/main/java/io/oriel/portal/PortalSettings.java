package io.oriel.portal;

import io.oriel.broker.BrokerSettings;
import io.oriel.broker.directory.LdapSettings;
import io.oriel.broker.trust.Lifetimes;
import io.oriel.certs.config.Configuration;
import io.oriel.certs.config.ConfigurationException;
import io.oriel.pool.estate.UserId;
import io.oriel.portal.security.Front;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The control plane's configuration, read and checked.
 *
 * @param certificate own certificate and key; empty takes one of our authority
 * @param appliance the local host, gateway and storage; empty outside the appliance
 */
record PortalSettings(
        Path state,
        String listen,
        Front front,
        int port,
        Optional<OwnCertificate> certificate,
        Database database,
        Path masterKey,
        BrokerSettings broker,
        Optional<Appliance> appliance,
        boolean jsonLog) {

    private static final Pattern LIFETIME = Pattern.compile("([1-9]\\d{0,8})([dhms])");

    record OwnCertificate(Path chain, Path key) {}

    record Database(String url, String user, String password) {
        @Override
        public String toString() {
            return "Database[" + url + "]";
        }
    }

    /** @param storage where disks live on this machine */
    record Appliance(int gatewayPort, int agentPort, Path storage) {}

    static PortalSettings of(Configuration from) {
        var state = from.path("oriel.state").toAbsolutePath();
        var front = new Front(from.text("oriel.public-name"), from.number("oriel.portal.port"));
        var appliance = from.flag("oriel.appliance");
        var format = from.text("oriel.log.format");
        if (!format.equals("logfmt") && !format.equals("json")) {
            throw new ConfigurationException("oriel.log.format is logfmt or json, not " + format);
        }
        return new PortalSettings(
                state,
                from.text("oriel.listen"),
                front,
                from.number("oriel.portal.port"),
                certificate(from),
                new Database(
                        from.text("oriel.db.url"), from.text("oriel.db.user"), secret(from, "oriel.db.password-file")),
                from.optional("oriel.secrets.key-file").map(Path::of).orElse(state.resolve("secrets/master.key")),
                new BrokerSettings(
                        state.resolve("directory/internal.ldif"),
                        from.names("oriel.ldap.*.url").stream()
                                .sorted()
                                .map(name -> ldap(from, name))
                                .toList(),
                        admins(from),
                        from.optional("oriel.redis.url").map(URI::create),
                        from.optional("oriel.control.listen")
                                .orElse(appliance ? "127.0.0.1" : from.text("oriel.listen")),
                        from.number("oriel.control.port"),
                        List.of(front.origin()),
                        enrolling(from)),
                appliance
                        ? Optional.of(new Appliance(
                                from.number("oriel.gateway.port"),
                                from.number("oriel.agent.port"),
                                from.path("oriel.storage").toAbsolutePath()))
                        : Optional.empty(),
                format.equals("json"));
    }

    private static BrokerSettings.Enrolling enrolling(Configuration from) {
        return new BrokerSettings.Enrolling(
                from.optional("oriel.control.url").map(PortalSettings::control),
                new Lifetimes(
                        lifetime(from, "oriel.certificates.identity"),
                        lifetime(from, "oriel.certificates.display"),
                        lifetime(from, "oriel.certificates.migration"),
                        lifetime(from, "oriel.certificates.public")));
    }

    private static URI control(String text) {
        if (!text.matches("https://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:]+]):\\d{1,5}")) {
            throw new ConfigurationException("oriel.control.url wants https://name:port, not " + text);
        }
        return URI.create(text);
    }

    private static Duration lifetime(Configuration from, String key) {
        var text = from.text(key);
        var matcher = LIFETIME.matcher(text);
        if (!matcher.matches()) {
            throw new ConfigurationException(key + " wants a number and d, h, m or s, as 90d, not " + text);
        }
        var number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "d" -> Duration.ofDays(number);
            case "h" -> Duration.ofHours(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofSeconds(number);
        };
    }

    private static Optional<OwnCertificate> certificate(Configuration from) {
        var chain = from.optional("oriel.portal.tls.certificate").map(Path::of);
        var key = from.optional("oriel.portal.tls.key").map(Path::of);
        if (chain.isPresent() != key.isPresent()) {
            throw new ConfigurationException("oriel.portal.tls.certificate and oriel.portal.tls.key go together");
        }
        return chain.flatMap(certificate -> key.map(secret -> new OwnCertificate(certificate, secret)));
    }

    private static LdapSettings ldap(Configuration from, String name) {
        var prefix = "oriel.ldap." + name + ".";
        return new LdapSettings(
                name,
                Arrays.stream(from.text(prefix + "url").split("[ ,]+"))
                        .map(URI::create)
                        .toList(),
                from.text(prefix + "base"),
                from.optional(prefix + "bind-dn")
                        .map(dn -> new LdapSettings.Bind(dn, secret(from, prefix + "bind-password-file"))),
                from.optional(prefix + "user-filter").orElse(LdapSettings.USER_FILTER),
                from.optional(prefix + "group-filter").orElse(LdapSettings.GROUP_FILTER),
                from.optional(prefix + "ca-file").map(Path::of));
    }

    private static Set<UserId> admins(Configuration from) {
        return Arrays.stream(from.text("oriel.admins").split("[ ,]+"))
                .filter(name -> !name.isEmpty())
                .map(name -> {
                    if (!name.contains("@")) {
                        throw new ConfigurationException("oriel.admins lists user@directory, not " + name);
                    }
                    return new UserId(name.toLowerCase(Locale.ROOT));
                })
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String secret(Configuration from, String key) {
        var file = from.optional(key);
        if (file.isEmpty()) {
            return "";
        }
        try {
            return Files.readString(Path.of(file.get())).strip();
        } catch (IOException e) {
            throw new ConfigurationException(key + ": cannot read " + file.get());
        }
    }
}
