package io.oriel.pool.reality;

import io.oriel.host.api.StoredImage;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmReport;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.Finding;
import io.oriel.pool.estate.Finding.Kind;
import io.oriel.pool.reality.Claims.Owner;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What does not agree. Rows change while one looks: so they are read before and after, a thing is missed only when both
 * readings claim it, and left over only when neither does.
 */
public final class Difference {
    private Difference() {}

    /** All findings: by kind, place, name and id. */
    public static List<Finding> of(Claims before, Claims after, Look look) {
        var findings = new ArrayList<Finding>();
        look.hosts()
                .forEach(on -> on.vms().stream()
                        .filter(report -> !before.vms().contains(report.id())
                                && !after.vms().contains(report.id()))
                        .forEach(report -> findings.add(vm(report, on))));
        look.storage().forEach(in -> {
            findings.addAll(missing(before, after, in));
            in.report().images().stream()
                    .filter(stored -> !claimed(before, in, stored) && !claimed(after, in, stored))
                    .forEach(stored -> findings.add(image(Kind.ORPHAN_IMAGE, stored, in)));
            in.report().quarantined().forEach(stored -> findings.add(image(Kind.QUARANTINED_IMAGE, stored, in)));
        });
        findings.sort(Comparator.comparing(Finding::kind)
                .thenComparing(Finding::placeName)
                .thenComparing(Finding::name)
                .thenComparing(Finding::id));
        return findings;
    }

    private static Finding vm(VmReport report, Look.OnHost on) {
        return new Finding(
                report.ours() ? Kind.ORPHAN_VM : Kind.EXTERNAL_VM,
                report.id().value(),
                report.title(),
                on.host().id().value(),
                on.host().name(),
                Optional.of(report.power()),
                Optional.empty());
    }

    private static boolean claimed(Claims claims, Look.InStorage in, StoredImage stored) {
        return claims.images().containsKey(new Image(in.domain().id(), new DiskId(stored.disk())));
    }

    private static Finding image(Kind kind, StoredImage stored, Look.InStorage in) {
        return new Finding(
                kind,
                stored.disk(),
                "",
                in.domain().id().value(),
                in.domain().name(),
                Optional.empty(),
                Optional.of(stored.allocatedBytes()));
    }

    private static List<Finding> missing(Claims before, Claims after, Look.InStorage in) {
        var there = in.report().images().stream().map(StoredImage::disk).collect(Collectors.toSet());
        var findings = new ArrayList<Finding>();
        before.images().forEach((image, owner) -> {
            var here = image.storage().equals(in.domain().id());
            if (here
                    && owner.made()
                    && owner.equals(after.images().get(image))
                    && !there.contains(image.disk().value())) {
                findings.add(missing(image, owner, in));
            }
        });
        return findings;
    }

    private static Finding missing(Image image, Owner owner, Look.InStorage in) {
        return new Finding(
                owner.vm().isPresent() ? Kind.GHOST_VM : Kind.MISSING_IMAGE,
                owner.vm().map(VmId::value).orElseGet(() -> image.disk().value()),
                owner.name(),
                in.domain().id().value(),
                in.domain().name(),
                Optional.empty(),
                Optional.empty());
    }
}
