package io.oriel.broker.operation;

import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.access.Predefined;
import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.host.api.VmId;
import io.oriel.pool.ImageUpload;
import io.oriel.pool.NewTemplate;
import io.oriel.pool.PoolModule;
import io.oriel.pool.Templates;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.DataCenterId;
import io.oriel.pool.estate.ImageSource;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.Vm;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Severity;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Golden images. Throws {@link BrokerException} and, as {@link Templates} does, {@link io.oriel.pool.PoolException}. */
public final class TemplateAdmin {
    private final Rights rights;
    private final PoolModule estate;
    private final PermissionAdmin permissions;
    private final Templates templates;

    public TemplateAdmin(Rights rights, PoolModule estate, PermissionAdmin permissions) {
        this.rights = rights;
        this.permissions = permissions;
        this.estate = estate;
        this.templates = estate.templates();
    }

    /**
     * What a template shall be.
     *
     * @param newVersion whether it may be one more version of a template that is there
     * @param storage by name; empty: wherever there is room
     */
    public record Wish(String name, boolean newVersion, Optional<String> storage) {}

    /** All versions of all templates, by name, the newest first. */
    public List<Template> list(User actor) {
        return rights.listed(actor, UseCase.TEMPLATE_LIST, templates.list(), it -> ObjectRef.template(it.name()));
    }

    /** All versions of one template, the newest first. */
    public List<Template> versions(User actor, String name) {
        return versions(actor, UseCase.TEMPLATE_SHOW, name);
    }

    private List<Template> versions(User actor, UseCase what, String name) {
        var versions = templates.versions(name);
        if (versions.isEmpty()) {
            throw new BrokerException(Code.NOT_FOUND, "there is no template " + name);
        }
        rights.require(actor, what, ObjectRef.template(name), "template " + name);
        return versions;
    }

    /** One version of a template. */
    public Template show(User actor, String name, int number) {
        return version(versions(actor, name), name, number);
    }

    private static Template version(List<Template> versions, String name, int number) {
        return versions.stream()
                .filter(template -> template.number() == number)
                .findFirst()
                .orElseThrow(
                        () -> new BrokerException(Code.NOT_FOUND, "template " + name + " has no version " + number));
    }

    /** As {@link #importImage(User, Wish, Path)}, a new template. */
    public Template importImage(User actor, String name, Path qcow2) {
        return importImage(actor, new Wish(name, false, Optional.empty()), qcow2);
    }

    /** Copies a qcow2 file to a storage domain and keeps it under a name. The file stays where it is. */
    public Template importImage(User actor, Wish wish, Path qcow2) {
        var wanted = wanted(actor, wish, Optional.empty());
        return made(actor, "imported", templates.importImage(wanted, qcow2));
    }

    /**
     * Begins to take in an image that this person sends; to be given to {@link #importImage} when all of it has come.
     *
     * @param length as far as it was told
     * @param directory where it waits
     */
    public ImageUpload upload(User actor, Wish wish, OptionalLong length, Path directory) {
        return templates.upload(wanted(actor, wish, Optional.empty()), length, directory);
    }

    /** Begins to fetch an image by http or https; the template is locked until it is ready, and says how far it has come. */
    public Template fetch(User actor, Wish wish, ImageSource source, Path directory) {
        var wanted = wanted(actor, wish, Optional.empty());
        return made(actor, "import begun", templates.fetch(wanted, source, directory));
    }

    /** Begins to make a template of a VM that is down, named by name or id; the VM lives on. */
    public Template fromVm(User actor, Wish wish, String vm) {
        var source = estate.vms().list().stream()
                .filter(it -> it.name().equals(vm) || it.id().toString().equals(vm))
                .map(Vm::id)
                .findFirst()
                .orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no vm " + vm));
        rights.require(actor, UseCase.TEMPLATE_OF_VM, ObjectRef.of(source), "vm " + vm);
        return made(actor, "made of a vm", templates.fromVm(wanted(actor, wish, Optional.of(source)), source));
    }

    /** Deletes one version of a template; without a number all of them. Nothing is deleted when one cannot be. */
    public void delete(User actor, String name, Optional<Integer> number) {
        var all = versions(actor, UseCase.TEMPLATE_DELETE, name);
        var chosen = number.map(it -> List.of(version(all, name, it))).orElse(all);
        templates.delete(chosen.stream().map(Template::id).toList());
        if (templates.versions(name).isEmpty()) {
            permissions.forget(ObjectRef.template(name));
        }
        chosen.forEach(template -> told(actor, "deleted", template));
    }

    /** Refuses early, before a long upload. */
    public void mayImport(User actor) {
        if (!rights.mayAnywhere(actor, UseCase.TEMPLATE_CREATE)) {
            throw Rights.forbidden(UseCase.TEMPLATE_CREATE, "a data center");
        }
    }

    /** What is wished for, if it may be made: in the data center of its storage domain, else of the VM, else the standard one. */
    private NewTemplate wanted(User actor, Wish wish, Optional<VmId> vm) {
        var wanted = new NewTemplate(
                wish.name(),
                wish.newVersion(),
                wish.storage()
                        .map(name -> estate.storage().list().stream()
                                .filter(domain ->
                                        domain.name().equals(name) && rights.sees(actor, ObjectRef.of(domain.id())))
                                .map(StorageDomain::id)
                                .findFirst()
                                .orElseThrow(() -> new BrokerException(List.of(new BrokerException.Wrong(
                                        "storage", "unknown", "there is no storage domain " + name))))));
        var in = wanted.storage()
                .flatMap(id -> estate.storage().list().stream()
                        .filter(it -> it.id().equals(id))
                        .map(StorageDomain::dataCenter)
                        .findFirst())
                .or(() -> vm.flatMap(this::dataCenter))
                .flatMap(estate.dataCenters()::find)
                .or(() -> estate.dataCenters().byName(SiteAdmin.DEFAULT));
        in.ifPresent(it ->
                rights.require(actor, UseCase.TEMPLATE_CREATE, ObjectRef.of(it.id()), "data center " + it.name()));
        if (wish.newVersion() && !templates.versions(wish.name()).isEmpty()) {
            rights.require(
                    actor, UseCase.TEMPLATE_ADD_VERSION, ObjectRef.template(wish.name()), "template " + wish.name());
        }
        return wanted;
    }

    private Optional<DataCenterId> dataCenter(VmId vm) {
        return estate.vms()
                .tended(vm)
                .flatMap(it -> estate.clusters().find(it.upkeep().build().cluster()))
                .map(Cluster::dataCenter);
    }

    private Template made(User actor, String what, Template template) {
        permissions.own(actor, Predefined.TEMPLATE_OWNER.role(), ObjectRef.template(template.name()));
        return told(actor, what, template);
    }

    private Template told(User actor, String what, Template template) {
        estate.events()
                .record(Event.of(Severity.NORMAL, "template " + template.word() + ": " + what + " by " + actor.id())
                        .about(actor.id()));
        return template;
    }
}
