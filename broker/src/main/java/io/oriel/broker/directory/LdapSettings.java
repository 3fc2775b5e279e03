package io.oriel.broker.directory;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How to ask one LDAP directory; the keys {@code oriel.ldap.<name>.*}.
 *
 * @param name the word after the {@code @}
 * @param urls {@code ldap://host[:port]} (StartTLS is then demanded) or {@code ldaps://host[:port]}; the first that
 *     answers is asked. All of one kind
 * @param base where people and groups are searched
 * @param bind the service account; empty searches anonymously
 * @param userFilter finds a person by {@code {user}}
 * @param groupFilter finds the groups of {@code {dn}}
 * @param caFile the authorities its certificate may come from, PEM; empty means those of the Java runtime
 */
public record LdapSettings(
        String name,
        List<URI> urls,
        String base,
        Optional<Bind> bind,
        String userFilter,
        String groupFilter,
        Optional<Path> caFile) {
    /** Finds people in OpenLDAP, 389 and FreeIPA by uid, in Active Directory by account name. */
    public static final String USER_FILTER = "(|(uid={user})(sAMAccountName={user}))";

    /** Finds groups by either usual attribute. */
    public static final String GROUP_FILTER = "(|(member={dn})(uniqueMember={dn}))";

    public LdapSettings {
        urls = List.copyOf(urls);
    }

    /** The service account that searches. */
    public record Bind(String dn, String password) {
        @Override
        public String toString() {
            return "Bind[" + dn + "]";
        }
    }
}
