package io.oriel.broker.directory;

import io.oriel.pool.estate.UserId;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code admin@internal}, who needs no directory: the hash of the password is in PostgreSQL. */
public final class SuperUsers {
    /** The one super user that is always there. */
    public static final UserId ADMIN = new UserId("admin@internal");

    private final JdbcClient jdbc;

    public SuperUsers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Whether this is the name of {@link #ADMIN}. */
    public static boolean isSuperUser(String name, String directory) {
        return Typed.canonical(name).equals("admin")
                && Typed.canonical(directory).equals(InternalDirectory.NAME);
    }

    /** Makes {@link #ADMIN} unless it is there; the password it was given, if it was made now. */
    public Optional<String> ensure() {
        if (stored().isPresent()) {
            return Optional.empty();
        }
        var bytes = new byte[18];
        new SecureRandom().nextBytes(bytes);
        var password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        int made = jdbc.sql("""
                        insert into broker.superuser (user_id, password_hash) values (:id, :hash)
                        on conflict do nothing""")
                .param("id", ADMIN.value())
                .param("hash", PasswordHash.of(password).stored())
                .update();
        return made == 1 ? Optional.of(password) : Optional.empty();
    }

    /** Checks the password of {@link #ADMIN}. */
    public Verdict authenticate(String password) {
        if (!Typed.isPassword(password)) {
            return new Verdict.WrongSecret();
        }
        var hash = stored().flatMap(PasswordHash::parse).orElse(PasswordHash.dummy());
        return hash.matches(password)
                ? new Verdict.Accepted(new User(ADMIN, "Administrator", Set.of(), true))
                : new Verdict.WrongSecret();
    }

    /** Gives {@link #ADMIN} a new password, already found strong enough. */
    public void setPassword(String password) {
        jdbc.sql("update broker.superuser set password_hash = :hash, changed_at = now() where user_id = :id")
                .param("hash", PasswordHash.of(password).stored())
                .param("id", ADMIN.value())
                .update();
    }

    private Optional<String> stored() {
        return jdbc.sql("select password_hash from broker.superuser where user_id = :id")
                .param("id", ADMIN.value())
                .query(String.class)
                .optional();
    }
}
