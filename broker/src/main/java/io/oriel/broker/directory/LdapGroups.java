package io.oriel.broker.directory;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchScope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * The groups a person is in, those of groups included.
 *
 * <p>Goes up level by level and remembers where it was, so that a circle of groups ends; Active Directory is asked once,
 * by its own rule. The rule is never tried elsewhere: OpenLDAP answers it with nothing and no error.
 */
final class LdapGroups {
    private static final String ACTIVE_DIRECTORY = "1.2.840.113556.1.4.800";
    private static final String IN_CHAIN = "1.2.840.113556.1.4.1941";
    private static final int MOST_LEVELS = 32;
    private static final int MOST_GROUPS = 1000;
    private static final int AT_ONCE = 50;

    private final LdapConnections connections;
    private final FilterTemplate filter;
    private final String base;
    private final String directory;

    LdapGroups(LdapConnections connections, LdapSettings settings) {
        this.connections = connections;
        this.filter = FilterTemplate.parse(settings.groupFilter());
        this.base = settings.base();
        this.directory = settings.name();
    }

    /** Names like {@code staff@corp}, lower-case. */
    Set<String> of(String personDn) throws LDAPException {
        var found = activeDirectory()
                ? search(List.of(Filter.createExtensibleMatchFilter("member", IN_CHAIN, false, personDn)))
                : upward(personDn);
        var names = new TreeSet<String>();
        for (var name : found.values()) {
            names.add(name.toLowerCase(Locale.ROOT) + "@" + directory);
        }
        return names;
    }

    private Map<String, String> upward(String personDn) throws LDAPException {
        var found = new HashMap<String, String>();
        var seen = new HashSet<String>(Set.of(personDn.toLowerCase(Locale.ROOT)));
        var level = List.of(personDn);
        for (int depth = 0; depth < MOST_LEVELS && !level.isEmpty() && found.size() < MOST_GROUPS; depth++) {
            var next = new ArrayList<String>();
            for (int from = 0; from < level.size(); from += AT_ONCE) {
                var filters = level.subList(from, Math.min(from + AT_ONCE, level.size())).stream()
                        .map(dn -> filter.fill("{dn}", dn))
                        .toList();
                search(filters).forEach((dn, name) -> {
                    if (seen.add(dn.toLowerCase(Locale.ROOT))) {
                        found.put(dn, name);
                        next.add(dn);
                    }
                });
            }
            level = next;
        }
        return found;
    }

    /** DN → name. */
    private Map<String, String> search(List<Filter> any) throws LDAPException {
        var request = new SearchRequest(base, SearchScope.SUB, Filter.createORFilter(any), "cn");
        request.setSizeLimit(MOST_GROUPS);
        var names = new HashMap<String, String>();
        for (var entry : connections.search(
                pool -> Objects.requireNonNull(pool.search(request).getSearchEntries()))) {
            var name = entry.getAttributeValue("cn");
            if (name != null && Typed.isName(name)) {
                names.put(entry.getDN(), name);
            }
        }
        return names;
    }

    private boolean activeDirectory() throws LDAPException {
        var capabilities = connections.search(pool -> {
            var root = pool.getRootDSE();
            var values = root == null ? null : root.getAttributeValues("supportedCapabilities");
            return values == null ? List.<String>of() : List.of(values);
        });
        return capabilities.contains(ACTIVE_DIRECTORY);
    }
}
