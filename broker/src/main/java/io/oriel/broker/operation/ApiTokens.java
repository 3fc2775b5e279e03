package io.oriel.broker.operation;

import io.oriel.broker.directory.Directories;
import io.oriel.broker.directory.SuperUsers;
import io.oriel.broker.directory.User;
import io.oriel.broker.trust.Hashes;
import io.oriel.pool.estate.UserId;
import java.security.SecureRandom;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Bearer tokens by which programs act for a person who has logged in, so that a slow password hash is paid once. The
 * database keeps their hashes; a token ends by time, by logging out, by a new password, and with the person.
 */
public final class ApiTokens {
    /** How long a token is good. */
    public static final Duration VALID = Duration.ofHours(12);

    private final JdbcClient jdbc;
    private final Directories directories;
    private final Set<UserId> admins;
    private final SecureRandom random = new SecureRandom();

    /** @param admins people of any directory who may do everything, beside {@code admin@internal} */
    public ApiTokens(JdbcClient jdbc, Directories directories, Set<UserId> admins) {
        this.jdbc = jdbc;
        this.directories = directories;
        this.admins = Set.copyOf(admins);
    }

    /** A token that was made; secret. */
    public record Token(String value) {
        @Override
        public String toString() {
            return "Token[…]";
        }
    }

    /** Makes a token for a person who has just proven who they are. */
    public Token grant(User user) {
        var bytes = new byte[32];
        random.nextBytes(bytes);
        var token = new Token(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        jdbc.sql("""
                        insert into broker.api_token (hash, user_id, display_name, groups, super_user, expires_at)
                        values (:hash, :user, :name, :groups, :super, now() + make_interval(secs => :valid))""")
                .param("hash", Hashes.of(token.value()))
                .param("user", user.id().value())
                .param("name", user.displayName())
                .param("groups", user.groups().toArray(String[]::new))
                .param("super", user.superUser())
                .param("valid", VALID.toSeconds())
                .update();
        return token;
    }

    /** Whose token this is; empty when it is unknown or has run out, or when its person may not act any more. */
    public Optional<User> user(String token) {
        return jdbc.sql("select * from broker.api_token where hash = :hash and expires_at > now()")
                .param("hash", Hashes.of(token))
                .query(ApiTokens::read)
                .optional()
                .filter(user -> user.id().equals(SuperUsers.ADMIN) || directories.admits(user.id()))
                .map(this::withRights);
    }

    /** Ends a token. */
    public void end(String token) {
        jdbc.sql("delete from broker.api_token where hash = :hash")
                .param("hash", Hashes.of(token))
                .update();
    }

    /** Ends every token of a person. */
    public void endAll(UserId user) {
        jdbc.sql("delete from broker.api_token where user_id = :user")
                .param("user", user.value())
                .update();
    }

    /** Forgets tokens that have run out. */
    public void sweep() {
        jdbc.sql("delete from broker.api_token where expires_at < now()").update();
    }

    /** What the configuration says now, not what it said at the login. */
    private User withRights(User user) {
        return user.withSuperUser(user.id().equals(SuperUsers.ADMIN) || admins.contains(user.id()));
    }

    private static User read(ResultSet row, int number) throws SQLException {
        return new User(
                new UserId(row.getString("user_id")),
                row.getString("display_name"),
                groups(row.getArray("groups")),
                row.getBoolean("super_user"));
    }

    private static Set<String> groups(Array array) throws SQLException {
        return Set.of((String[]) array.getArray());
    }
}
