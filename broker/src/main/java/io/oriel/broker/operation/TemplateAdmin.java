package io.oriel.broker.operation;

import io.oriel.broker.directory.User;
import io.oriel.broker.fault.BrokerException;
import io.oriel.broker.fault.BrokerException.Code;
import io.oriel.pool.ImageUpload;
import io.oriel.pool.NewTemplate;
import io.oriel.pool.PoolModule;
import io.oriel.pool.Templates;
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
    private final PoolModule estate;
    private final Templates templates;

    public TemplateAdmin(PoolModule estate) {
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
        Admins.require(actor);
        return templates.list();
    }

    /** All versions of one template, the newest first. */
    public List<Template> versions(User actor, String name) {
        Admins.require(actor);
        var versions = templates.versions(name);
        if (versions.isEmpty()) {
            throw new BrokerException(Code.NOT_FOUND, "there is no template " + name);
        }
        return versions;
    }

    /** One version of a template. */
    public Template show(User actor, String name, int number) {
        return versions(actor, name).stream()
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
        Admins.require(actor);
        return told(actor, "imported", templates.importImage(wanted(wish), qcow2));
    }

    /**
     * Begins to take in an image that this person sends; to be given to {@link #importImage} when all of it has come.
     *
     * @param length as far as it was told
     * @param directory where it waits
     */
    public ImageUpload upload(User actor, Wish wish, OptionalLong length, Path directory) {
        Admins.require(actor);
        return templates.upload(wanted(wish), length, directory);
    }

    /** Begins to fetch an image by http or https; the template is locked until it is ready, and says how far it has come. */
    public Template fetch(User actor, Wish wish, ImageSource source, Path directory) {
        Admins.require(actor);
        return told(actor, "import begun", templates.fetch(wanted(wish), source, directory));
    }

    /** Begins to make a template of a VM that is down, named by name or id; the VM lives on. */
    public Template fromVm(User actor, Wish wish, String vm) {
        Admins.require(actor);
        var source = estate.vms().list().stream()
                .filter(it -> it.name().equals(vm) || it.id().toString().equals(vm))
                .map(Vm::id)
                .findFirst()
                .orElseThrow(() -> new BrokerException(Code.NOT_FOUND, "there is no vm " + vm));
        return told(actor, "made of a vm", templates.fromVm(wanted(wish), source));
    }

    /** Deletes one version of a template; without a number all of them. Nothing is deleted when one cannot be. */
    public void delete(User actor, String name, Optional<Integer> number) {
        var chosen = number.map(it -> List.of(show(actor, name, it))).orElseGet(() -> versions(actor, name));
        templates.delete(chosen.stream().map(Template::id).toList());
        chosen.forEach(template -> told(actor, "deleted", template));
    }

    /** Refuses early, before a long upload. */
    public void mayImport(User actor) {
        Admins.require(actor);
    }

    private NewTemplate wanted(Wish wish) {
        return new NewTemplate(
                wish.name(),
                wish.newVersion(),
                wish.storage()
                        .map(name -> estate.storage().list().stream()
                                .filter(domain -> domain.name().equals(name))
                                .map(StorageDomain::id)
                                .findFirst()
                                .orElseThrow(() -> new BrokerException(List.of(new BrokerException.Wrong(
                                        "storage", "unknown", "there is no storage domain " + name))))));
    }

    private Template told(User actor, String what, Template template) {
        estate.events()
                .record(Event.of(Severity.NORMAL, "template " + template.word() + ": " + what + " by " + actor.id())
                        .about(actor.id()));
        return template;
    }
}
