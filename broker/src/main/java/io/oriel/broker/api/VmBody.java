package io.oriel.broker.api;

import io.oriel.broker.api.Fields.Range;
import io.oriel.broker.operation.VmWish;
import io.oriel.host.api.BootDevice;
import io.oriel.host.api.Hardware;
import io.oriel.pool.Names;
import io.oriel.pool.estate.CloudInit;
import io.oriel.pool.estate.Continuity;
import io.oriel.pool.estate.Mobility;
import io.oriel.pool.estate.VmKind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A VM as it is asked for; what is not there is not changed, or left at its standard.
 *
 * @param priority 0–100 makes it highly available; -1: it is not
 */
public record VmBody(
        @Nullable String name,
        @Nullable String kind,
        @Nullable String description,
        @Nullable String template,
        @Nullable String source,
        @Nullable String storage,
        @Nullable Long diskBytes,
        @Nullable String cluster,
        @Nullable String host,
        @Nullable Long vcpus,
        @Nullable Long memoryMiB,
        @Nullable String hardware,
        @Nullable Long heads,
        @Nullable List<String> boot,
        @Nullable Boolean bootMenu,
        @Nullable String cdrom,
        @Nullable Cloud cloudInit,
        @Nullable Boolean guarded,
        @Nullable Boolean autoStart,
        @Nullable Long priority,
        @Nullable Boolean lease,
        @Nullable String mobility,
        @Nullable List<Card> nics,
        @Nullable List<Disk> disks,
        @Nullable List<String> tags,
        @Nullable Long version) {

    static final String NAME = Names.PATTERN;
    private static final String TAG = "[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._-]{0,62}";
    private static final String MAC =
            "[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}|[0-9A-Fa-f]{12}|[0-9A-Fa-f]{4}(\\.[0-9A-Fa-f]{4}){2}";
    private static final int LONGEST = 500;
    private static final Range PRIORITIES = new Range(VmWish.Availability.NOT_AVAILABLE, Continuity.HIGHEST);
    static final Range BYTES = new Range(1L << 20, 1L << 46);

    /** What cloud-init reads; never shown again. */
    public record Cloud(
            @Nullable String userData,
            @Nullable String metaData,
            @Nullable String networkConfig) {
        @Override
        public String toString() {
            return "Cloud[…]";
        }
    }

    public record Card(@Nullable String mac, @Nullable String network) {}

    public record Disk(
            @Nullable String name,
            @Nullable Long bytes,
            @Nullable String storage) {}

    /** The wish, with all that is wrong with the forms of its fields. */
    public VmWish wish() {
        var fields = new Fields();
        if ("blank".equals(source) && given(template).isPresent()) {
            fields.wrong("source", "excess", "an empty disk has no template");
        }
        var place = new VmWish.Place(
                given(cluster),
                Optional.ofNullable(host),
                given(template),
                word(fields, "source", source, Source.class)
                        .filter(it -> it == Source.FULL)
                        .isPresent(),
                given(storage),
                number(fields, "diskBytes", diskBytes, BYTES));
        var machine = new VmWish.Machine(
                number(fields, "vcpus", vcpus, new Range(1, 64)).map(Long::intValue),
                number(fields, "memoryMiB", memoryMiB, new Range(16, 1_048_576)),
                word(fields, "hardware", hardware, Hardware.class),
                number(fields, "heads", heads, new Range(1, 4)).map(Long::intValue));
        var begin = new VmWish.Begin(
                order(fields, boot),
                Optional.ofNullable(bootMenu),
                Optional.ofNullable(cdrom),
                Optional.ofNullable(cloudInit).map(it -> cloud(fields, it)));
        var words = new VmWish.Words(
                word(fields, "kind", kind, VmKind.class),
                Optional.ofNullable(description).map(it -> line(fields, "description", it)),
                Optional.ofNullable(guarded),
                Optional.ofNullable(autoStart),
                new VmWish.Availability(
                        number(fields, "priority", priority, PRIORITIES).map(Long::intValue),
                        Optional.ofNullable(lease),
                        word(fields, "mobility", mobility, Mobility.class)),
                Optional.ofNullable(tags).map(it -> tags(fields, it)));
        return new VmWish(
                Optional.ofNullable(name).map(it -> fields.match("name", it, NAME)),
                place,
                machine,
                begin,
                words,
                Optional.ofNullable(nics)
                        .map(all ->
                                all.stream().map(it -> card(fields, "nics", it)).toList()),
                Optional.ofNullable(disks)
                        .map(all -> all.stream()
                                .map(it -> disk(fields, "disks", it))
                                .toList()),
                fields.found());
    }

    private enum Source {
        BLANK,
        THIN,
        FULL
    }

    static VmWish.Card card(Fields fields, String field, Card card) {
        return new VmWish.Card(
                given(card.mac()).map(it -> fields.match(field + ".mac", it, MAC)), given(card.network()));
    }

    static VmWish.Disk disk(Fields fields, String field, Disk disk) {
        var name = fields.match(field + ".name", disk.name(), NAME);
        if (disk.bytes() == null) {
            fields.wrong(field + ".bytes", "required", field + ".bytes is required");
        }
        return new VmWish.Disk(
                name, fields.number(field + ".bytes", disk.bytes(), BYTES.from(), BYTES), given(disk.storage()));
    }

    static Optional<List<BootDevice>> order(Fields fields, @Nullable List<String> boot) {
        return Optional.ofNullable(boot).map(all -> {
            var devices = all.stream()
                    .flatMap(it -> word(fields, "boot", it, BootDevice.class).stream())
                    .toList();
            if (devices.isEmpty() || devices.stream().distinct().count() < devices.size()) {
                fields.wrong("boot", "form", "boot names at least one of disk, cdrom and network, each at most once");
            }
            return devices;
        });
    }

    private static CloudInit cloud(Fields fields, Cloud cloud) {
        var user = cloud.userData() == null ? "" : cloud.userData();
        var told = new CloudInit(given(cloud.metaData()), user, given(cloud.networkConfig()));
        int length = user.length()
                + told.metaData().map(String::length).orElse(0)
                + told.network().map(String::length).orElse(0);
        if (length > CloudInit.LONGEST) {
            fields.wrong("cloudInit", "length", "cloudInit has at most " + CloudInit.LONGEST + " characters in all");
        }
        if (user.isBlank() && (told.metaData().isPresent() || told.network().isPresent())) {
            fields.wrong("cloudInit.userData", "required", "cloudInit.userData is required");
        }
        return told;
    }

    private static String line(Fields fields, String field, String text) {
        if (text.length() > LONGEST || text.chars().anyMatch(Character::isISOControl)) {
            fields.wrong(field, "form", field + " is one line of at most " + LONGEST + " characters");
        }
        return text;
    }

    private static SortedSet<String> tags(Fields fields, List<String> tags) {
        var all = new TreeSet<String>();
        tags.forEach(tag -> all.add(fields.match("tags", tag, TAG)));
        return all;
    }

    private static Optional<Long> number(Fields fields, String field, @Nullable Long value, Range range) {
        return value == null ? Optional.empty() : Optional.of(fields.number(field, value, value, range));
    }

    /** One of these words, as {@code windows_uefi}. */
    static <E extends Enum<E>> Optional<E> word(Fields fields, String field, @Nullable String text, Class<E> words) {
        if (text == null) {
            return Optional.empty();
        }
        var found = Arrays.stream(words.getEnumConstants())
                .filter(it -> it.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst();
        if (found.isEmpty()) {
            var all = Arrays.stream(words.getEnumConstants())
                    .map(it -> it.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
            fields.wrong(field, "word", field + " is one of " + all);
        }
        return found;
    }

    private static Optional<String> given(@Nullable String text) {
        return Optional.ofNullable(text).filter(it -> !it.isBlank());
    }
}
