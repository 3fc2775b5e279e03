package io.oriel.portal;

import io.oriel.certs.config.Key;
import java.util.List;

/** Every setting of the control plane. */
final class PortalKeys {
    static final List<Key> ALL = List.of(
            new Key(
                    "oriel.state",
                    "/var/lib/oriel/portal",
                    "directory for keys, certificates and the built-in directory"),
            new Key("oriel.listen", "127.0.0.1", "address the portal listens on"),
            new Key(
                    "oriel.public-name",
                    "localhost",
                    "name by which people reach the portal; its certificate carries it"),
            new Key("oriel.portal.port", "8443", "port of the portal and the API"),
            new Key("oriel.portal.tls.certificate", "", "own certificate with its chain, PEM"),
            new Key("oriel.portal.tls.key", "", "its private key, PEM"),
            new Key("oriel.control.port", "8445", "port for gateways and enrolment"),
            new Key("oriel.control.listen", "", "its address; empty: as the portal, and loopback in the appliance"),
            new Key("oriel.control.url", "", "how machines reach it; empty: https://<public name>:<control port>"),
            new Key("oriel.certificates.identity", "90d", "lifetime of agents' and gateways' own: 90d, 12h, 30m, 45s"),
            new Key("oriel.certificates.display", "730d", "lifetime of what hosts show for displays"),
            new Key("oriel.certificates.migration", "365d", "lifetime of what hosts show each other"),
            new Key("oriel.certificates.public", "365d", "lifetime of what gateways show to people"),
            new Key("oriel.gateway.port", "8444", "port by which people reach the appliance's gateway"),
            new Key("oriel.agent.port", "8446", "port of the appliance's host agent"),
            new Key("oriel.db.url", "jdbc:postgresql://127.0.0.1:5432/oriel", "the database"),
            new Key("oriel.db.user", "oriel", "the database's user"),
            new Key("oriel.db.password-file", "", "file with that user's password"),
            new Key("oriel.redis.url", "", "Redis for replicas; empty with a single control plane"),
            new Key("oriel.ldap.*.url", "", "ldap:// (StartTLS) or ldaps://; several separated by spaces"),
            new Key("oriel.ldap.*.base", "", "where people and groups are searched"),
            new Key("oriel.ldap.*.bind-dn", "", "service account; empty searches anonymously"),
            new Key("oriel.ldap.*.bind-password-file", "", "file with its password"),
            new Key("oriel.ldap.*.user-filter", "", "finds a person by {user}"),
            new Key("oriel.ldap.*.group-filter", "", "finds the groups of {dn}"),
            new Key("oriel.ldap.*.ca-file", "", "authorities of its certificate; empty: those of the Java runtime"),
            new Key("oriel.admins", "", "user@directory,…: people who may do everything"),
            new Key("oriel.secrets.key-file", "", "the master key; empty: secrets/master.key in the state directory"),
            new Key("oriel.appliance", "false", "true makes the local host, gateway and storage, and their join files"),
            new Key("oriel.storage", "", "the appliance's directory for disks"),
            new Key("oriel.log.format", "logfmt", "logfmt or json"));

    private PortalKeys() {}
}
