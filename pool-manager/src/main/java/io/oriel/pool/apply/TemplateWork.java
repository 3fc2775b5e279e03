package io.oriel.pool.apply;

import io.oriel.host.api.AgentException;
import io.oriel.host.api.Answer;
import io.oriel.host.api.CommandId;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostId;
import io.oriel.host.api.LeaseToken;
import io.oriel.host.api.Outcome;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Template;
import io.oriel.pool.estate.TemplateId;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Severity;
import io.oriel.pool.plan.Action;
import io.oriel.pool.store.EstateStore;
import io.oriel.pool.store.TemplateRows;
import io.oriel.pool.store.Write;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.IntUnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the images of templates from VMs, and deletes those of deleted ones.
 *
 * <p>The command that copies an image has the image's id, so that a leader which comes after this one asks for the same
 * copy and not for a second one.
 */
final class TemplateWork {
    private static final long PAUSE_MILLIS = 1000;
    private static final Logger log = LoggerFactory.getLogger(TemplateWork.class);

    private final EstateStore store;
    private final TemplateRows rows;
    private final Connections connections;
    private final BiFunction<HostId, CommandId, Optional<HostEvent.Progress>> progress;
    private final Runnable changed;
    private final Set<TemplateId> running = ConcurrentHashMap.newKeySet();

    TemplateWork(
            EstateStore store,
            TemplateRows rows,
            Connections connections,
            BiFunction<HostId, CommandId, Optional<HostEvent.Progress>> progress,
            Runnable changed) {
        this.store = store;
        this.rows = rows;
        this.connections = connections;
        this.progress = progress;
        this.changed = changed;
    }

    void make(Action.MakeTemplate action, LeaseToken token) {
        alone(action.template(), action.on(), () -> copy(action, token));
    }

    void drop(Action.DropTemplate action, LeaseToken token) {
        alone(action.template(), action.on(), () -> {
            var template = action.template();
            var complaints = new ArrayList<String>();
            for (var image : action.images()) {
                var command = new EstateCommand.DeleteDisk(new CommandId(UUID.randomUUID()), token, image);
                if (!(connections.to(action.on()).execute(command) instanceof Answer.Ended(var outcome))) {
                    return;
                }
                complaint(outcome).ifPresent(complaints::add);
            }
            var trouble = complaints.stream().findFirst();
            if (trouble.isEmpty()) {
                write(token, () -> rows.forget(template.id()), Severity.NORMAL, template.word() + " is deleted");
            } else if (!template.trouble().equals(trouble)) {
                var what = "the image of " + template.word() + " cannot be deleted yet: " + trouble.get();
                write(token, () -> rows.complain(template.id(), trouble.get()), Severity.WARNING, what);
            }
        });
    }

    /** Writes down that a template could not be made. */
    boolean spoil(Template template, String why, LeaseToken token) {
        return write(
                token,
                () -> rows.spoil(template.id(), why),
                Severity.WARNING,
                template.word() + " could not be made: " + why);
    }

    private void copy(Action.MakeTemplate action, LeaseToken token) throws InterruptedException {
        var template = action.template();
        int images = action.images().size();
        for (int i = 0; i < images; i++) {
            int before = i;
            var outcome = copy(action.images().get(i), action, percent -> (100 * before + percent) / images, token);
            if (outcome.isEmpty()) {
                return;
            }
            var trouble = complaint(outcome.get());
            if (trouble.isPresent()) {
                spoil(template, trouble.get(), token);
                return;
            }
        }
        made(template, action.on(), token);
    }

    /** One image; empty when this leader, or the template, is not what it was. */
    private Optional<Outcome> copy(
            Action.ImageCopy image, Action.MakeTemplate action, IntUnaryOperator overall, LeaseToken token)
            throws InterruptedException {
        var template = action.template();
        var host = action.on();
        var command = new EstateCommand.CopyDisk(new CommandId(image.to().disk()), token, image.from(), image.to());
        while (connections.to(host).execute(command) instanceof Answer.Accepted()) {
            int percent = progress.apply(host.id(), command.id())
                    .map(it -> overall.applyAsInt(it.percent()))
                    .orElse(template.progress());
            var written = store.lead(token, () -> rows.touch(template.id(), percent), Optional.empty());
            if (written != Write.DONE) {
                return Optional.empty();
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        return connections.to(host).execute(command) instanceof Answer.Ended(var outcome)
                ? Optional.of(outcome)
                : Optional.empty();
    }

    private void made(Template template, Host host, LeaseToken token) {
        write(
                token,
                () -> rows.made(template.id(), template.virtualBytes()),
                Severity.NORMAL,
                template.word() + " was made on host " + host.name());
    }

    private boolean write(LeaseToken token, BooleanSupplier change, Severity severity, String what) {
        var done = store.lead(token, change, Optional.of(Event.of(severity, "template " + what))) == Write.DONE;
        if (done) {
            changed.run();
        }
        return done;
    }

    private interface Work {
        void run() throws InterruptedException;
    }

    private void alone(Template template, Host host, Work work) {
        if (!running.add(template.id())) {
            return;
        }
        try {
            work.run();
        } catch (AgentException e) {
            log.atWarn()
                    .addKeyValue("template", template.word())
                    .addKeyValue("host", host.name())
                    .addKeyValue("reason", e.getMessage())
                    .log("no answer about a template's image; it is asked again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.atError().setCause(e).addKeyValue("template", template.word()).log("a template could not be worked on");
        } finally {
            running.remove(template.id());
        }
    }

    private static Optional<String> complaint(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done() -> Optional.empty();
            case Outcome.Refused refused -> Optional.of("the host refused it: " + refused.message());
            case Outcome.Failed(var message) -> Optional.of("the host failed: " + message);
            case Outcome.Unsupported(var name) -> Optional.of("the host's agent does not know " + name);
        };
    }
}
