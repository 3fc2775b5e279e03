package io.oriel.broker;

import io.oriel.broker.directory.LdapSettings;
import io.oriel.broker.trust.Lifetimes;
import io.oriel.pool.estate.UserId;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the broker must be told.
 *
 * @param internalDirectory the built-in directory's LDIF file
 * @param ldap other directories; they are offered before the built-in one
 * @param admins people who may do everything, beside {@code admin@internal}
 * @param redis empty when this is the only replica
 * @param listen the control port's address
 * @param controlPort 0 takes any free one
 * @param portalOrigins where browser consoles come from, e.g. {@code https://desk.example.org:8443}
 */
public record BrokerSettings(
        Path internalDirectory,
        List<LdapSettings> ldap,
        Set<UserId> admins,
        Optional<URI> redis,
        String listen,
        int controlPort,
        List<String> portalOrigins,
        Enrolling enrolling) {

    /**
     * How machines join.
     *
     * @param control where they reach the control port; empty takes the portal's name
     * @param lifetimes of what they are given
     */
    public record Enrolling(Optional<URI> control, Lifetimes lifetimes) {
        /** By the portal's name, with the standard lifetimes. */
        public static Enrolling standard() {
            return new Enrolling(Optional.empty(), Lifetimes.standard());
        }
    }

    /** With {@link Enrolling#standard}. */
    public BrokerSettings(
            Path internalDirectory,
            List<LdapSettings> ldap,
            Set<UserId> admins,
            Optional<URI> redis,
            String listen,
            int controlPort,
            List<String> portalOrigins) {
        this(internalDirectory, ldap, admins, redis, listen, controlPort, portalOrigins, Enrolling.standard());
    }

    public BrokerSettings {
        ldap = List.copyOf(ldap);
        admins = Set.copyOf(admins);
        portalOrigins = List.copyOf(portalOrigins);
    }
}
