package io.oriel.pool;

import io.oriel.pool.estate.ImageSource;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.Template;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Events;
import io.oriel.pool.event.Severity;
import io.oriel.pool.image.Download;
import io.oriel.pool.store.TemplateRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Fetches images of templates from elsewhere, on threads of its own. The row is locked meanwhile and says how far it has
 * come; when this control plane goes away, the leader gives the template up.
 */
final class TemplateFetching implements AutoCloseable {
    /** A larger image is refused. */
    static final long MOST_BYTES = 1L << 40;

    private static final int TOUCH_SECONDS = 2;
    /** How much of the work is the way to the control plane; the rest is the way to the host. */
    private static final int FETCHED = 80;

    private static final Logger log = LoggerFactory.getLogger(TemplateFetching.class);

    private final TemplateRows rows;
    private final TemplateImages images;
    private final TransactionTemplate transactions;
    private final Events events;
    private final Download download = new Download(MOST_BYTES);
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("template-progress").factory());

    TemplateFetching(TemplateRows rows, TemplateImages images, TransactionTemplate transactions, Events events) {
        this.rows = rows;
        this.images = images;
        this.transactions = transactions;
        this.events = events;
    }

    /** Begins; the template's row is there and locked. */
    void begin(Template template, StorageDomain storage, ImageSource source, Path directory) {
        workers.execute(() -> work(template, storage, source, directory));
    }

    private void work(Template template, StorageDomain storage, ImageSource source, Path directory) {
        var percent = new AtomicInteger();
        var touching =
                clock.scheduleWithFixedDelay(() -> touch(template, percent.get()), 0, TOUCH_SECONDS, TimeUnit.SECONDS);
        Path file = null;
        try {
            Files.createDirectories(directory);
            file = Files.createTempFile(directory, "download", ".qcow2");
            download.fetch(
                    source,
                    file,
                    (bytes, whole) -> percent.set((int) (bytes * FETCHED / Math.max(bytes, whole.orElse(bytes * 2)))));
            long virtualBytes = TemplateImages.check(template.name(), file);
            var host = images.upload(template.name(), storage, storage.disk(template.disk()), file);
            end(
                    Event.of(Severity.NORMAL, "template " + template.word() + " was made on host " + host.name())
                            .about(host.id()),
                    () -> rows.made(template.id(), virtualBytes));
        } catch (IOException | PoolException e) {
            spoil(template, e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            spoil(template, "the control plane was stopped while it fetched the image");
        } catch (RuntimeException e) {
            log.atError().setCause(e).addKeyValue("template", template.word()).log("an image could not be fetched");
            spoil(template, "it did not work; see the control plane's log");
        } finally {
            touching.cancel(false);
            delete(file);
        }
    }

    private void touch(Template template, int percent) {
        try {
            rows.touch(template.id(), percent);
        } catch (RuntimeException e) {
            log.atWarn().setCause(e).log("the progress of a template could not be written");
        }
    }

    private void spoil(Template template, String why) {
        end(
                Event.of(Severity.WARNING, "template " + template.word() + " could not be made: " + why),
                () -> rows.spoil(template.id(), why));
    }

    private interface Change {
        boolean write();
    }

    private void end(Event event, Change change) {
        transactions.executeWithoutResult(_ -> {
            if (change.write()) {
                events.record(event);
            }
        });
    }

    private static void delete(@Nullable Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            log.atWarn().addKeyValue("file", file).log("a fetched image could not be deleted");
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        workers.shutdownNow();
        try {
            var _ = workers.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
