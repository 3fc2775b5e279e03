package io.oriel.broker;

import com.github.benmanes.caffeine.cache.Ticker;
import io.oriel.broker.access.Access;
import io.oriel.broker.access.ChannelRules;
import io.oriel.broker.access.Lineage;
import io.oriel.broker.access.People;
import io.oriel.broker.access.Permissions;
import io.oriel.broker.access.PoolChannels;
import io.oriel.broker.access.Roles;
import io.oriel.broker.directory.Directories;
import io.oriel.broker.directory.Directory;
import io.oriel.broker.directory.InternalDirectory;
import io.oriel.broker.directory.LdapDirectory;
import io.oriel.broker.directory.SuperUsers;
import io.oriel.broker.gateway.Approvals;
import io.oriel.broker.gateway.ControlPort;
import io.oriel.broker.gateway.EnrolRoute;
import io.oriel.broker.gateway.Enrolments;
import io.oriel.broker.gateway.GatewayRoutes;
import io.oriel.broker.gateway.Gateways;
import io.oriel.broker.gateway.Joins;
import io.oriel.broker.gateway.PeerCertificates;
import io.oriel.broker.gateway.Renewals;
import io.oriel.broker.gateway.TrustRoutes;
import io.oriel.broker.operation.AffinityAdmin;
import io.oriel.broker.operation.ApiTokens;
import io.oriel.broker.operation.Bookmarks;
import io.oriel.broker.operation.ChannelAdmin;
import io.oriel.broker.operation.ClusterAdmin;
import io.oriel.broker.operation.Connect;
import io.oriel.broker.operation.DataCenterAdmin;
import io.oriel.broker.operation.Desktops;
import io.oriel.broker.operation.DirectoryAdmin;
import io.oriel.broker.operation.EstateView;
import io.oriel.broker.operation.EventAdmin;
import io.oriel.broker.operation.GatewayAdmin;
import io.oriel.broker.operation.GiveBack;
import io.oriel.broker.operation.HostAdmin;
import io.oriel.broker.operation.JobAdmin;
import io.oriel.broker.operation.JoinCommands;
import io.oriel.broker.operation.Login;
import io.oriel.broker.operation.NetworkAdmin;
import io.oriel.broker.operation.PermissionAdmin;
import io.oriel.broker.operation.PoolAdmin;
import io.oriel.broker.operation.RealityAdmin;
import io.oriel.broker.operation.Rights;
import io.oriel.broker.operation.RoleAdmin;
import io.oriel.broker.operation.SearchBar;
import io.oriel.broker.operation.SessionAdmin;
import io.oriel.broker.operation.SiteAdmin;
import io.oriel.broker.operation.StorageAdmin;
import io.oriel.broker.operation.TagAdmin;
import io.oriel.broker.operation.TemplateAdmin;
import io.oriel.broker.operation.VmAdmin;
import io.oriel.broker.operation.VmDeviceAdmin;
import io.oriel.broker.operation.WhyNot;
import io.oriel.broker.presence.LocalPresence;
import io.oriel.broker.presence.Presence;
import io.oriel.broker.presence.RedisPresence;
import io.oriel.broker.session.PolicyEnforcer;
import io.oriel.broker.session.Refusals;
import io.oriel.broker.session.Revocations;
import io.oriel.broker.session.SessionTracker;
import io.oriel.broker.session.Sessions;
import io.oriel.broker.ticket.ConsoleDoor;
import io.oriel.broker.ticket.Tickets;
import io.oriel.broker.trust.Certificates;
import io.oriel.broker.trust.DenyFile;
import io.oriel.broker.trust.Trust;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.pool.PoolModule;
import io.oriel.pool.estate.Vm;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The module, wired. Pages and the API take the operations from here.
 *
 * @param channels what may pass for people and groups
 * @param people for users and groups of the built-in directory
 * @param view what an administrator looks at
 * @param sessions who sits before which desktop
 * @param events the audit log
 * @param jobs how far things have come that take a while
 * @param reality what is there and in no row, or the other way round
 * @param search the search bar
 * @param bookmarks saved queries
 * @param tags the tree of tags
 * @param site data centers, clusters, networks, storage domains and affinity groups
 * @param whyNot why a VM starts where it does
 * @param tokens by which programs act for people
 * @param hosts adding hosts, letting them in, removing them
 * @param permissions who has which role on what
 * @param roles which rights there are together
 * @param rights what a person may do, for what pages offer and for the first look at every request
 * @param gatewayAdmin the same for gateways
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
        ChannelAdmin channels,
        TemplateAdmin templates,
        VmAdmin vms,
        VmDeviceAdmin vmDevices,
        SiteAdmin site,
        WhyNot whyNot,
        EstateView view,
        SessionAdmin sessions,
        EventAdmin events,
        JobAdmin jobs,
        RealityAdmin reality,
        SearchBar search,
        Bookmarks bookmarks,
        TagAdmin tags,
        ApiTokens tokens,
        HostAdmin hosts,
        PermissionAdmin permissions,
        RoleAdmin roles,
        Rights rights,
        GatewayAdmin gatewayAdmin,
        Gateways gateways,
        Joins joins,
        ControlPort controlPort,
        Optional<FirstPassword> firstAdminPassword,
        Runnable closing)
        implements AutoCloseable {

    private static final Duration HALF_A_MINUTE = Duration.ofSeconds(30);
    private static final Duration OFTEN = Duration.ofSeconds(5);
    private static final String PERMISSIONS = "permissions";

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
        var roles = new Roles(jdbc);
        roles.ensurePredefined();
        var permissions = new Permissions(jdbc, () -> presence.nudge(PERMISSIONS));
        var everything = new HashSet<>(settings.admins());
        everything.add(SuperUsers.ADMIN);
        var people = new People(jdbc, everything);
        var access = new Access(permissions, people, new Lineage(estate)::place, directories, Set.of(SuperUsers.ADMIN));
        var rights = new Rights(access);

        var revocations = new Revocations(jdbc, transaction);
        var sessions = new Sessions(jdbc, transaction, revocations);
        var vms = estate.vms();
        var refusals = new Refusals(
                jdbc, transaction, events, vm -> vms.find(vm).flatMap(Vm::pool).flatMap(estate.pools()::find));
        var tracker = new SessionTracker(jdbc, transaction, revocations, refusals, events);
        var rules = new ChannelRules(jdbc);
        var tickets = new Tickets(
                jdbc,
                transaction,
                sessions,
                new Tickets.Judge(
                        access,
                        vms::find,
                        (session, vm) -> PoolChannels.of(vm, estate.pools(), rules.refused(session, vm.pool())),
                        vms::used),
                new ConsoleDoor(vms::console, vms::place, vms::openConsole, new SecureRandom()),
                settings.portalOrigins());

        var gateways = new Gateways(jdbc);
        var certificates = new Certificates(jdbc, trust);
        var tokens = new ApiTokens(jdbc, directories, settings.admins());
        var joins = new Joins(jdbc, trust);
        var approvals = new Approvals(jdbc);
        var given =
                new Enrolments.Given(trust, certificates, settings.enrolling().lifetimes());
        var enrolments = new Enrolments(
                joins,
                new Enrolments.Rows(estate.hosts(), estate.admissions(), gateways, approvals),
                given,
                presence,
                events,
                transaction);
        var peers = new PeerCertificates(certificates, presence, events);
        var routes = new GatewayRoutes(gateways, peers, tickets, tracker, revocations);
        revocations.onAdded(() -> presence.nudge("revocation"));
        var _ = presence.onNudge(text -> {
            if (text.equals(PERMISSIONS)) {
                permissions.refresh();
            } else {
                routes.nudge();
            }
        });

        var denied = new DenyFile(certificates, tls.directory());
        denied.refresh();
        var sweep = new Sweep();
        sweep.every(HALF_A_MINUTE, "sessions that nobody came for", tracker::sweep);
        var policies = new PolicyEnforcer(jdbc, transaction, sessions, estate.pools(), estate.enforcement(), events);
        sweep.every(OFTEN, "pools' policies", policies::sweep);
        sweep.every(HALF_A_MINUTE, "tokens and certificates that have run out", () -> {
            tokens.sweep();
            certificates.sweep();
        });
        sweep.every(OFTEN, "gateways whose time to be empty has come", tracker::endDrained);
        sweep.every(OFTEN, "the deny list", denied::refresh);
        sweep.every(HALF_A_MINUTE, "our own certificates", trust::renewOwn);
        var port = new ControlPort(
                new InetSocketAddress(settings.listen(), settings.controlPort()),
                tls,
                routes,
                new EnrolRoute(enrolments),
                new TrustRoutes(peers, new Renewals(estate.hosts(), gateways, given, events)));
        var commands = new JoinCommands(joins, reach(settings, port.port()));

        var permissionAdmin = new PermissionAdmin(rights, access, estate, roles, permissions, sessions);
        sweep.every(HALF_A_MINUTE, "permissions on what is gone", permissionAdmin::sweep);
        var vmAdmin = new VmAdmin(rights, estate, permissionAdmin);
        var view = new EstateView(rights, estate, gateways);
        var search = new SearchBar(estate, access, internal, sessions);
        return new BrokerModule(
                new Login(directories, superUsers, people, presence, events),
                new Desktops(access, estate, rules, clock),
                new Connect(access, estate, gateways, sessions, tickets, trust),
                new GiveBack(estate.pools(), sessions),
                new DirectoryAdmin(
                        rights,
                        permissionAdmin,
                        new DirectoryAdmin.Books(internal, superUsers),
                        everything,
                        new DirectoryAdmin.Ends(sessions, tokens),
                        events),
                new PoolAdmin(rights, estate, permissionAdmin, rules, sessions),
                new ChannelAdmin(rights, rules, estate.pools(), events),
                new TemplateAdmin(rights, estate, permissionAdmin),
                vmAdmin,
                new VmDeviceAdmin(rights, estate, vmAdmin),
                site(rights, estate),
                new WhyNot(rights, vms),
                view,
                new SessionAdmin(rights, sessions, events),
                new EventAdmin(rights, view, estate),
                new JobAdmin(rights, estate),
                new RealityAdmin(rights, estate.reality(), events),
                search,
                new Bookmarks(rights, jdbc, search, events),
                new TagAdmin(rights, estate),
                tokens,
                new HostAdmin(
                        rights, estate, enrolments, new HostAdmin.Papers(joins, approvals, certificates), commands),
                permissionAdmin,
                new RoleAdmin(rights, roles, permissions, events),
                rights,
                new GatewayAdmin(rights, gateways, joins, certificates, commands, events),
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

    private static SiteAdmin site(Rights rights, PoolModule estate) {
        var events = estate.events();
        var dataCenters = estate.dataCenters();
        return new SiteAdmin(
                new DataCenterAdmin(rights, dataCenters, events),
                new ClusterAdmin(rights, estate.clusters(), dataCenters, events),
                new NetworkAdmin(rights, estate.networks(), dataCenters, events),
                new StorageAdmin(rights, estate.storage(), dataCenters, estate.hosts(), events),
                new AffinityAdmin(rights, estate));
    }

    private static JoinCommands.Reach reach(BrokerSettings settings, int port) {
        var listen = settings.listen();
        var loopback = listen.startsWith("127.") || listen.equals("::1") || listen.equals("localhost");
        var url = settings.enrolling().control().orElseGet(() -> {
            var name = settings.portalOrigins().isEmpty()
                    ? listen
                    : URI.create(settings.portalOrigins().getFirst()).getHost();
            return URI.create("https://" + name + ":" + port);
        });
        return new JoinCommands.Reach(url, loopback);
    }

    /** Ends the streams to gateways and stops listening; live displays go on. */
    @Override
    public void close() {
        closing.run();
    }
}
