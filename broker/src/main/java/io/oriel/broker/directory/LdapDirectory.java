package io.oriel.broker.directory;

import com.unboundid.ldap.sdk.BindResult;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPResult;
import com.unboundid.ldap.sdk.RDN;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.SimpleBindRequest;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10ErrorType;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10RequestControl;
import com.unboundid.ldap.sdk.experimental.DraftBeheraLDAPPasswordPolicy10ResponseControl;
import io.oriel.pool.estate.UserId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * People of an LDAP directory: found by a filter, proven by a bind as themselves.
 *
 * <p>A name finds exactly one entry or nobody. The person's id is what the entry says, not what was typed, so that two
 * spellings are one person.
 */
public final class LdapDirectory implements Directory {
    private static final Logger log = LoggerFactory.getLogger(LdapDirectory.class);
    /** AD: expired, disabled, account expired, must change password, locked (in the text of error 49). */
    private static final Pattern AD_LOCKED = Pattern.compile("data (532|533|701|773|775)\\b");

    private static final long AD_DISABLED_BIT = 2;

    private final LdapSettings settings;
    private final LdapConnections connections;
    private final LdapGroups groups;
    private final FilterTemplate userFilter;
    private final List<String> idAttributes;

    public LdapDirectory(LdapSettings settings) {
        this.settings = settings;
        this.userFilter = FilterTemplate.parse(settings.userFilter());
        this.idAttributes = userFilter.attributesOf("{user}");
        this.connections = new LdapConnections(settings);
        this.groups = new LdapGroups(connections, settings);
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public Verdict authenticate(String name, String password) {
        if (!Typed.isPassword(password) || !Typed.isName(name)) {
            return new Verdict.WrongSecret();
        }
        try {
            var entry = find(name);
            if (entry.isEmpty()) {
                bind(nobody(), password); // costs what a wrong password costs
                return new Verdict.WrongSecret();
            }
            var result = bind(entry.get().getDN(), password);
            if (result.getResultCode().equals(ResultCode.SUCCESS)) {
                return locked(entry.get()) || mustNot(result)
                        ? new Verdict.Locked()
                        : new Verdict.Accepted(user(entry.get(), name));
            }
            return refused(result);
        } catch (LDAPException e) {
            log.atWarn()
                    .addKeyValue("directory", name())
                    .addKeyValue("result", e.getResultCode())
                    .addKeyValue("why", e.getMessage())
                    .log("directory cannot be asked");
            return new Verdict.Down(String.valueOf(e.getResultCode()));
        }
    }

    @Override
    public boolean admits(UserId user) {
        return true; // asking would take the network; the directory's word at the login counts
    }

    @Override
    public void close() {
        connections.close();
    }

    private Optional<SearchResultEntry> find(String name) throws LDAPException {
        var request = new SearchRequest(
                settings.base(), SearchScope.SUB, userFilter.fill("{user}", name.strip()), attributes());
        request.setSizeLimit(2);
        try {
            var found = connections.search(
                    pool -> Objects.requireNonNull(pool.search(request).getSearchEntries()));
            return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
        } catch (LDAPException e) {
            if (e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)
                    || e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                return Optional.empty(); // more than one, or an empty directory
            }
            throw e;
        }
    }

    private String[] attributes() {
        var wanted = new java.util.ArrayList<>(idAttributes);
        wanted.addAll(List.of("cn", "displayName", "userAccountControl", "nsAccountLock", "pwdAccountLockedTime"));
        return wanted.toArray(String[]::new);
    }

    /** The answer to a bind, whatever it is; an exception only when there was none. */
    private LDAPResult bind(String dn, String password) throws LDAPException {
        try {
            return connections.bind(pool -> pool.bind(
                    new SimpleBindRequest(dn, password, new DraftBeheraLDAPPasswordPolicy10RequestControl())));
        } catch (LDAPException e) {
            if (answered(e.getResultCode())) {
                return e.toLDAPResult();
            }
            throw e;
        }
    }

    private static boolean answered(ResultCode code) {
        return code.equals(ResultCode.INVALID_CREDENTIALS)
                || code.equals(ResultCode.UNWILLING_TO_PERFORM)
                || code.equals(ResultCode.INAPPROPRIATE_AUTHENTICATION)
                || code.equals(ResultCode.NO_SUCH_OBJECT)
                || code.equals(ResultCode.CONSTRAINT_VIOLATION);
    }

    private Verdict refused(LDAPResult result) throws LDAPException {
        var text = Objects.requireNonNullElse(result.getDiagnosticMessage(), "");
        return mustNot(result) || AD_LOCKED.matcher(text).find() ? new Verdict.Locked() : new Verdict.WrongSecret();
    }

    /** What the directory's password policy says beside the result, if it cares to say. */
    private static boolean mustNot(LDAPResult result) throws LDAPException {
        var policy = result instanceof BindResult bind
                ? DraftBeheraLDAPPasswordPolicy10ResponseControl.get(bind)
                : DraftBeheraLDAPPasswordPolicy10ResponseControl.get(result);
        var error = policy == null ? null : policy.getErrorType();
        return error == DraftBeheraLDAPPasswordPolicy10ErrorType.ACCOUNT_LOCKED
                || error == DraftBeheraLDAPPasswordPolicy10ErrorType.PASSWORD_EXPIRED
                || error == DraftBeheraLDAPPasswordPolicy10ErrorType.CHANGE_AFTER_RESET;
    }

    /** A lock the server tells of but does not enforce on a bind. */
    private static boolean locked(SearchResultEntry entry) {
        var control = entry.getAttributeValueAsLong("userAccountControl");
        return (control != null && (control & AD_DISABLED_BIT) != 0)
                || "true".equalsIgnoreCase(entry.getAttributeValue("nsAccountLock"))
                || "000001010000Z".equals(entry.getAttributeValue("pwdAccountLockedTime"));
    }

    private User user(SearchResultEntry entry, String typed) throws LDAPException {
        var id = idAttributes.stream()
                .map(entry::getAttributeValue)
                .filter(Objects::nonNull)
                .filter(Typed::isName)
                .findFirst()
                .orElse(typed);
        var shown = Optional.ofNullable(entry.getAttributeValue("displayName"))
                .or(() -> Optional.ofNullable(entry.getAttributeValue("cn")))
                .orElse(id);
        return new User(new UserId(Typed.canonical(id) + "@" + name()), shown, groups.of(entry.getDN()), false);
    }

    /** A DN nobody has. */
    private String nobody() {
        try {
            return new DN(new RDN("cn", UUID.randomUUID().toString()), new DN(settings.base())).toString();
        } catch (LDAPException e) {
            return "cn=" + UUID.randomUUID();
        }
    }
}
