package io.oriel.broker.operation;

import io.oriel.broker.access.ActionGroup;
import io.oriel.broker.access.ChannelRules;
import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.access.Permission;
import io.oriel.broker.access.Predefined;
import io.oriel.broker.access.Role;
import io.oriel.broker.access.Subject;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.broker.session.Sessions;
import io.oriel.display.grant.CloseReason;
import io.oriel.pool.NewPool;
import io.oriel.pool.PoolCount;
import io.oriel.pool.PoolEdit;
import io.oriel.pool.PoolException;
import io.oriel.pool.PoolModule;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.Pool;
import io.oriel.pool.estate.PoolId;
import io.oriel.pool.estate.PoolKind;
import io.oriel.pool.estate.PoolPolicy;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Pools and who may take from them. A pool is named by its name or its id.
 *
 * <p>Throws {@link BrokerException} FORBIDDEN and NOT_FOUND, and {@link io.oriel.pool.PoolException} as {@link
 * io.oriel.pool.Pools} does.
 */
public final class PoolAdmin {
    /** What lets take from a pool. */
    private static final Role TAKER = Predefined.USER_ROLE.role();

    private final Rights rights;
    private final PoolModule estate;
    private final PermissionAdmin permissions;
    private final ChannelRules rules;
    private final Sessions sessions;

    public PoolAdmin(
            Rights rights, PoolModule estate, PermissionAdmin permissions, ChannelRules rules, Sessions sessions) {
        this.rights = rights;
        this.estate = estate;
        this.permissions = permissions;
        this.rules = rules;
        this.sessions = sessions;
    }

    /**
     * A pool, how it stands, and who may take from it.
     *
     * @param template what it is made of
     * @param previous what a roll-back would make it of
     */
    public record Entry(
            Pool pool,
            String cluster,
            Optional<Template> template,
            Optional<Template> previous,
            PoolCount count,
            List<Subject> entitled) {
        public Entry {
            entitled = List.copyOf(entitled);
        }
    }

    /**
     * What a new pool shall be.
     *
     * @param name may hold one run of question marks for the desktop's number
     * @param cluster by name; empty: {@code Default}
     * @param template by name
     * @param templateVersion empty: the latest
     * @param entitled who may take from it
     */
    public record Wish(
            String name,
            String description,
            PoolKind kind,
            Optional<String> cluster,
            String template,
            Optional<Integer> templateVersion,
            boolean useLatest,
            int size,
            int prestarted,
            int maxPerUser,
            boolean stateless,
            int vcpus,
            long memoryMiB,
            PoolPolicy policy,
            List<Subject> entitled) {
        public Wish {
            entitled = List.copyOf(entitled);
        }

        /** A pool in cluster {@code Default} of the latest version of a template, with the standard policy. */
        public Wish(
                String name,
                String description,
                String template,
                int size,
                int prestarted,
                int maxPerUser,
                boolean stateless,
                int vcpus,
                long memoryMiB,
                List<Subject> entitled) {
            this(
                    name,
                    description,
                    kind(stateless),
                    Optional.empty(),
                    template,
                    Optional.empty(),
                    false,
                    size,
                    prestarted,
                    maxPerUser,
                    stateless,
                    vcpus,
                    memoryMiB,
                    PoolPolicy.standard(kind(stateless), stateless),
                    entitled);
        }

        private static PoolKind kind(boolean stateless) {
            return stateless ? PoolKind.AUTOMATIC : PoolKind.MANUAL;
        }
    }

    /** All pools, by name. */
    public List<Entry> list(User actor) {
        return rights.listed(actor, UseCase.POOL_LIST, estate.pools().list(), it -> ObjectRef.of(it.id())).stream()
                .sorted(Comparator.comparing(Pool::name))
                .map(this::entry)
                .toList();
    }

    /** One pool. */
    public Entry show(User actor, String name) {
        return entry(find(actor, UseCase.POOL_SHOW, name));
    }

    /** Makes a pool and lets these people and groups take from it. */
    public Entry create(User actor, Wish wish) {
        var in = wish.cluster()
                .map(it -> cluster(actor, it))
                .or(() -> estate.clusters().byName(SiteAdmin.DEFAULT));
        in.ifPresent(it -> rights.require(actor, UseCase.POOL_CREATE, ObjectRef.of(it.id()), "cluster " + it.name()));
        var template = template(actor, wish.template(), wish.templateVersion());
        var cluster = wish.cluster().flatMap(_ -> in).map(Cluster::id);
        var pool = estate.pools().create(wanted(wish, cluster, template.id()));
        record(actor, "pool " + pool.name() + " made");
        wish.entitled().forEach(subject -> grant(actor, pool, subject));
        return entry(pool);
    }

    /** All that is wrong with a new pool, but for the things it names. */
    public List<PoolException.Fault> faults(Wish wish) {
        return estate.pools().faults(wanted(wish, Optional.empty(), TemplateId.random()));
    }

    /** All that is wrong with a change of a pool. */
    public List<PoolException.Fault> faults(Pool before, PoolEdit edit) {
        return estate.pools().faults(before, edit);
    }

    private static NewPool wanted(Wish wish, Optional<ClusterId> cluster, TemplateId template) {
        return new NewPool(
                wish.name(),
                wish.description(),
                wish.kind(),
                cluster,
                template,
                wish.useLatest(),
                wish.size(),
                wish.prestarted(),
                wish.maxPerUser(),
                wish.stateless(),
                wish.vcpus(),
                wish.memoryMiB(),
                wish.policy());
    }

    /** Changes a pool. */
    public Entry edit(User actor, String name, PoolEdit edit) {
        var changed = estate.pools().edit(find(actor, UseCase.POOL_EDIT, name).id(), edit);
        record(actor, "pool " + changed.name() + " changed");
        return entry(changed);
    }

    /**
     * Has a pool made of another version of its template, or of another template.
     *
     * @param template by name; empty: the one it is made of now
     * @param version empty: the latest
     */
    public Entry rollOut(User actor, String name, Optional<String> template, Optional<Integer> version) {
        var pool = find(actor, UseCase.POOL_ROLL_OUT, name);
        var wanted = template.or(() -> estate.templates().find(pool.template()).map(Template::name))
                .orElse("");
        var to = template(actor, wanted, version);
        record(actor, "pool " + pool.name() + ": roll-out of " + to.word());
        return entry(estate.pools().rollOut(pool.id(), to.id()));
    }

    /** Has a pool made of what it was made of before. */
    public Entry rollBack(User actor, String name) {
        var pool = find(actor, UseCase.POOL_ROLL_BACK, name);
        var back = estate.pools().rollBack(pool.id());
        record(actor, "pool " + pool.name() + " rolled back");
        return entry(back);
    }

    /** Has a restrained pool refilled at once. */
    public Entry resume(User actor, String name) {
        var pool = find(actor, UseCase.POOL_RESUME, name);
        var resumed = estate.pools().resume(pool.id());
        record(actor, "pool " + pool.name() + " resumed");
        return entry(resumed);
    }

    /**
     * Has a pool deleted with its desktops; nobody may take from it any more.
     *
     * @param force also when some of its desktops are somebody's; their sessions end
     */
    public Entry delete(User actor, String name, boolean force) {
        var pool = find(actor, UseCase.POOL_DELETE, name);
        var held = estate.pools().vms(pool.id()).stream()
                .filter(vm -> vm.assignedTo().isPresent())
                .toList();
        var gone = entry(estate.pools().delete(pool.id(), force));
        permissions.forget(ObjectRef.of(pool.id()));
        rules.forget(pool.id());
        held.forEach(vm -> vm.assignedTo().ifPresent(user -> sessions.close(user, vm.id(), CloseReason.GIVEN_BACK)));
        record(actor, "pool " + pool.name() + " deleted");
        return gone;
    }

    /** The desktops of a pool, by number. */
    public List<Vm> desktops(User actor, String name) {
        return estate.pools().vms(find(actor, UseCase.POOL_DESKTOPS, name).id());
    }

    /** Takes a desktop from whoever holds it, and ends their session; says who that was. */
    public UserId takeBack(User actor, String name, String desktop) {
        var vm = estate.pools().vms(find(actor, UseCase.POOL_TAKE_BACK, name).id()).stream()
                .filter(it -> it.name().equals(desktop) || it.id().toString().equals(desktop))
                .findFirst()
                .orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "pool " + name + " has no desktop " + desktop));
        var holder = estate.pools().takeBack(vm.id());
        sessions.close(holder, vm.id(), CloseReason.GIVEN_BACK);
        record(actor, "vm " + vm.name() + " taken back from " + holder);
        return holder;
    }

    /** Lets a person or group take from a pool. */
    public Entry entitle(User actor, String name, Subject subject) {
        var pool = find(actor, UseCase.POOL_ENTITLE, name);
        grant(actor, pool, subject);
        return entry(pool);
    }

    /** Takes that right away; what they have stays theirs. */
    public Entry withdraw(User actor, String name, Subject subject) {
        var pool = find(actor, UseCase.POOL_WITHDRAW, name);
        permissions.take(actor, subject, TAKER, ObjectRef.of(pool.id()));
        record(actor, subject.word() + " may no longer take from pool " + pool.name());
        return entry(pool);
    }

    private void grant(User actor, Pool pool, Subject subject) {
        permissions.give(actor, subject, TAKER, ObjectRef.of(pool.id()));
        record(actor, subject.word() + " may take from pool " + pool.name());
    }

    private Pool find(User actor, UseCase what, String name) {
        var found = estate.pools()
                .byName(name)
                .or(() -> id(name).flatMap(estate.pools()::find))
                .orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no pool " + name));
        rights.require(actor, what, ObjectRef.of(found.id()), "pool " + name);
        return found;
    }

    private static Optional<PoolId> id(String text) {
        try {
            return Optional.of(new PoolId(UUID.fromString(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Template template(User actor, String name, Optional<Integer> version) {
        var templates = estate.templates();
        return version.map(number -> templates.byName(name, number))
                .orElseGet(() -> templates.byName(name))
                .filter(it -> rights.sees(actor, ObjectRef.template(it.name())))
                .orElseThrow(() -> new BrokerException(
                        Code.NOT_FOUND,
                        "there is no template " + name
                                + version.map(number -> " version " + number).orElse("")));
    }

    private Cluster cluster(User actor, String name) {
        return estate.clusters()
                .byName(name)
                .filter(it -> rights.sees(actor, ObjectRef.of(it.id())))
                .orElseThrow(() -> new BrokerException(
                        List.of(new BrokerException.Wrong("cluster", "unknown", "there is no cluster " + name))));
    }

    private Entry entry(Pool pool) {
        return new Entry(
                pool,
                estate.clusters().list().stream()
                        .filter(cluster -> cluster.id().equals(pool.cluster()))
                        .map(Cluster::name)
                        .findFirst()
                        .orElse(""),
                template(pool.template()),
                pool.previous().flatMap(this::template),
                estate.pools().count(pool.id()),
                takers(pool.id()));
    }

    /** Who may take from it by a role on the pool itself. */
    private List<Subject> takers(PoolId pool) {
        return permissions.rows(ObjectRef.of(pool)).stream()
                .filter(it -> it.role().groups().contains(ActionGroup.VM_POOL_BASIC_OPERATIONS))
                .map(Permission::subject)
                .distinct()
                .toList();
    }

    private Optional<Template> template(TemplateId id) {
        return estate.templates().find(id);
    }

    /** Names the pool in words only: people who could not see it before must hear of this. See {@link Desktops#watch}. */
    private void record(User actor, String what) {
        estate.events()
                .record(Event.of(Severity.NORMAL, what + " by " + actor.id()).about(actor.id()));
    }
}
