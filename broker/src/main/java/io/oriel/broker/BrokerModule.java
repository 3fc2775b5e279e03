package io.oriel.broker;

import com.github.benmanes.caffeine.cache.Ticker;
import io.oriel.broker.access.Access;
import io.oriel.broker.access.Entitlements;
import io.oriel.broker.directory.Directories;
import io.oriel.broker.directory.Directory;
import io.oriel.broker.directory.InternalDirectory;
import io.oriel.broker.directory.LdapDirectory;
import io.oriel.broker.directory.SuperUsers;
import io.oriel.broker.gateway.ControlPort;
import io.oriel.broker.gateway.EnrolRoute;
import io.oriel.broker.gateway.Enrolments;
import io.oriel.broker.gateway.GatewayRoutes;
import io.oriel.broker.gateway.Gateways;
import io.oriel.broker.gateway.Joins;
import io.oriel.broker.operation.Connect;
import io.oriel.broker.operation.Desktops;
import io.oriel.broker.operation.DirectoryAdmin;
import io.oriel.broker.operation.EstateView;
import io.oriel.broker.operation.GiveBack;
import io.oriel.broker.operation.Login;
import io.oriel.broker.operation.PoolAdmin;
import io.oriel.broker.operation.TemplateAdmin;
import io.oriel.broker.presence.LocalPresence;
import io.oriel.broker.presence.Presence;
import io.oriel.broker.presence.RedisPresence;
import io.oriel.broker.session.Revocations;
import io.oriel.broker.session.SessionTracker;
import io.oriel.broker.session.Sessions;
import io.oriel.broker.ticket.ConsoleDoor;
import io.oriel.broker.ticket.Tickets;
import io.oriel.broker.trust.Trust;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.pool.PoolModule;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The module, wired. Pages and the API take the operations from here.
 *
 * @param people for users and groups of the built-in directory
 * @param view what an administrator looks at
 * @param gateways the gateways' rows; the wiring makes the appliance's own
 * @param joins join codes for hosts and gateways
 * @param firstAdminPassword the password of {@code admin@internal} if it was made now; shown once, kept nowhere
 * @param closing what {@link #close} does
 */
public record BrokerModule(
        Login login,
        Desktops desktops,
        Connect connect,
        GiveBack giveBack,
        DirectoryAdmin people,
        PoolAdmin pools,
        TemplateAdmin templates,
        EstateView view,
        Gateways gateways,
        Joins joins,
        ControlPort controlPort,
        Optional<FirstPassword> firstAdminPassword,
        Runnable closing)
        implements AutoCloseable {

    /** A password that was made at random. */
    public record FirstPassword(String value) {
        @Override
        public String toString() {
            return "FirstPassword[…]";
        }
    }

    /**
     * Wires everything and listens on the control port. The order of a control plane's start: {@link Trust#open}, {@link
     * Trust#controlPlane}, {@link PoolModule#open}, this.
     *
     * @param tls the control plane's own identity
     */
    public static BrokerModule open(
            BrokerSettings settings, DataSource source, Trust trust, TlsMaterial tls, PoolModule estate, Clock clock) {
        var jdbc = JdbcClient.create(source);
        var transaction = new TransactionTemplate(new JdbcTransactionManager(source));
        var events = estate.events();
        Presence presence = settings.redis()
                .<Presence>map(RedisPresence::new)
                .orElseGet(() -> new LocalPresence(Ticker.systemTicker()));

        var internal = new InternalDirectory(settings.internalDirectory());
        var all = new ArrayList<Directory>();
        settings.ldap().forEach(ldap -> all.add(new LdapDirectory(ldap)));
        all.add(internal);
        var directories = new Directories(all);
        var superUsers = new SuperUsers(jdbc);
        var access = new Access(jdbc, directories, Set.of(SuperUsers.ADMIN));

        var revocations = new Revocations(jdbc, transaction);
        var sessions = new Sessions(jdbc, transaction, revocations);
        var tracker = new SessionTracker(jdbc, transaction, revocations, events);
        var vms = estate.vms();
        var tickets = new Tickets(
                jdbc,
                transaction,
                sessions,
                new Tickets.Judge(access, vms::find),
                new ConsoleDoor(vms::console, vms::openConsole, new SecureRandom()),
                settings.portalOrigins());

        var gateways = new Gateways(jdbc);
        var joins = new Joins(jdbc, trust);
        var enrolments = new Enrolments(joins, estate.hosts(), gateways, trust, presence, events, transaction);
        var routes = new GatewayRoutes(gateways, tickets, tracker, revocations);
        revocations.onAdded(() -> presence.nudge("revocation"));
        var _ = presence.onNudge(text -> routes.nudge());

        var sweep = new Sweep(tracker);
        var port = new ControlPort(settings.listen(), settings.controlPort(), tls, routes, new EnrolRoute(enrolments));

        return new BrokerModule(
                new Login(directories, superUsers, settings.admins(), presence, events),
                new Desktops(access, estate, clock),
                new Connect(access, estate, gateways, sessions, tickets, trust),
                new GiveBack(estate.pools(), sessions),
                new DirectoryAdmin(internal, superUsers, sessions, events),
                new PoolAdmin(estate, new Entitlements(jdbc)),
                new TemplateAdmin(estate.templates()),
                new EstateView(estate, gateways, sessions),
                gateways,
                joins,
                port,
                superUsers.ensure().map(FirstPassword::new),
                () -> {
                    port.close();
                    sweep.close();
                    directories.close();
                    presence.close();
                });
    }

    /** Ends the streams to gateways and stops listening; live displays go on. */
    @Override
    public void close() {
        closing.run();
    }
}
