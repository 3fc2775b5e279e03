package io.oriel.pool.reality;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.host.api.DiskRef;
import io.oriel.host.api.HostId;
import io.oriel.host.api.NicSpec;
import io.oriel.host.api.StorageReport;
import io.oriel.host.api.StoredImage;
import io.oriel.host.api.VmId;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import io.oriel.host.api.VmSpec;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.DataCenterId;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.Finding;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.HostState;
import io.oriel.pool.estate.Network;
import io.oriel.pool.estate.NetworkId;
import io.oriel.pool.estate.Site;
import io.oriel.pool.estate.StorageDomain;
import io.oriel.pool.estate.StorageDomainId;
import io.oriel.pool.reality.Claims.Owner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One VM or image at a time: what two readings of the rows claim, what is there, and what is found. */
class DifferenceTest {
    private static final UUID IT = UUID.randomUUID();
    private static final DataCenterId CENTER = new DataCenterId(UUID.randomUUID());
    private static final Cluster CLUSTER =
            new Cluster(new ClusterId(UUID.randomUUID()), CENTER, "c", "", Optional.empty());
    private static final Host HOST = new Host(
            new HostId(UUID.randomUUID()),
            "h1",
            "h1",
            8446,
            CLUSTER.id(),
            new HostState.Up(Instant.EPOCH),
            Optional.empty(),
            Optional.empty(),
            1);
    private static final StorageDomain DOMAIN = new StorageDomain(
            new StorageDomainId(UUID.randomUUID()), CENTER, "nfs", "/srv", true, Optional.empty(), true);
    private static final Image IMAGE = new Image(DOMAIN.id(), new DiskId(IT));
    private static final StoredImage STORED = new StoredImage(IT, 5, 7, Optional.empty());

    /** What a reading of the rows says of the image. */
    private enum Row {
        NONE,
        MAKING,
        VMS,
        TEMPLATES
    }

    private enum There {
        NO,
        YES,
        QUARANTINED,
        /** Its storage domain was not seen. */
        UNSEEN
    }

    static Stream<Arguments> images() {
        return Stream.of(
                Arguments.of(Row.NONE, Row.NONE, There.NO, ""),
                Arguments.of(Row.NONE, Row.NONE, There.YES, "ORPHAN_IMAGE"),
                Arguments.of(Row.NONE, Row.NONE, There.QUARANTINED, "QUARANTINED_IMAGE"),
                Arguments.of(Row.NONE, Row.NONE, There.UNSEEN, ""),
                Arguments.of(Row.NONE, Row.MAKING, There.YES, ""),
                Arguments.of(Row.NONE, Row.VMS, There.NO, ""),
                Arguments.of(Row.MAKING, Row.MAKING, There.NO, ""),
                Arguments.of(Row.MAKING, Row.MAKING, There.YES, ""),
                Arguments.of(Row.MAKING, Row.VMS, There.NO, ""),
                Arguments.of(Row.VMS, Row.NONE, There.YES, ""),
                Arguments.of(Row.VMS, Row.NONE, There.NO, ""),
                Arguments.of(Row.VMS, Row.VMS, There.YES, ""),
                Arguments.of(Row.VMS, Row.VMS, There.NO, "GHOST_VM"),
                Arguments.of(Row.VMS, Row.VMS, There.QUARANTINED, "GHOST_VM,QUARANTINED_IMAGE"),
                Arguments.of(Row.VMS, Row.VMS, There.UNSEEN, ""),
                Arguments.of(Row.TEMPLATES, Row.TEMPLATES, There.NO, "MISSING_IMAGE"),
                Arguments.of(Row.TEMPLATES, Row.TEMPLATES, There.YES, ""));
    }

    @ParameterizedTest(name = "{0}, then {1}; there: {2}")
    @MethodSource("images")
    void anImage(Row before, Row after, There there, String expected) {
        var seen = switch (there) {
            case NO -> Optional.of(report(List.of(), List.of()));
            case YES -> Optional.of(report(List.of(STORED), List.of()));
            case QUARANTINED -> Optional.of(report(List.of(), List.of(STORED)));
            case UNSEEN -> Optional.<StorageReport>empty();
        };
        var look = new Look(
                List.of(),
                seen.map(it -> new Look.InStorage(DOMAIN, it)).stream().toList(),
                List.of());

        assertThat(kinds(Difference.of(claims(before), claims(after), look))).isEqualTo(expected);
    }

    static Stream<Arguments> vms() {
        return Stream.of(
                Arguments.of(false, false, true, "ORPHAN_VM"),
                Arguments.of(false, false, false, "EXTERNAL_VM"),
                Arguments.of(false, true, true, ""),
                Arguments.of(true, false, true, ""),
                Arguments.of(true, true, true, ""),
                Arguments.of(true, true, false, ""));
    }

    @ParameterizedTest(name = "row before: {0}, after: {1}; ours: {2}")
    @MethodSource("vms")
    void aVm(boolean before, boolean after, boolean ours, String expected) {
        var report = new VmReport(new VmId(IT), "web", ours, VmPower.RUNNING, false, List.of(), List.of());
        var look = new Look(List.of(new Look.OnHost(HOST, List.of(report))), List.of(), List.of());

        var found = Difference.of(row(before), row(after), look);

        assertThat(kinds(found)).isEqualTo(expected);
        assertThat(found).allSatisfy(it -> assertThat(it.text()).contains("web", IT.toString(), "h1"));
    }

    @Test
    void aVmIsAdoptedWithItsDisksAndCardsOrRefusedWithEveryReason() {
        // Given
        var network = new Network(
                new NetworkId(UUID.randomUUID()), CENTER, "lan", Optional.of("br0"), Optional.empty(), false);
        var site = new Site(Map.of(CLUSTER.id(), CLUSTER), Map.of(network.id(), network), Map.of(DOMAIN.id(), DOMAIN));
        var look =
                new Look(List.of(), List.of(new Look.InStorage(DOMAIN, report(List.of(STORED), List.of()))), List.of());
        var disk = DOMAIN.disk(new DiskId(IT));
        var bridged = new NicSpec("52:54:00:00:00:01", "", Optional.of("br0"), Optional.empty());
        var own = new NicSpec("52:54:00:00:00:02", "oriel");
        var foreign = new NicSpec("52:54:00:00:00:03", "x", Optional.of("br9"), Optional.empty());

        // When
        var possible = adoption(List.of(disk), List.of(bridged, own), site, look, claims(Row.NONE));
        var claimed = adoption(List.of(disk), List.of(foreign), site, look, claims(Row.TEMPLATES));
        var bare = adoption(List.of(), List.of(), site, look, claims(Row.NONE));

        // Then
        assertThat(possible).isInstanceOfSatisfying(Adoption.Possible.class, it -> {
            assertThat(it.disks()).containsExactly(new Adoption.Disk(new DiskId(IT), DOMAIN.id(), 7));
            assertThat(it.cards())
                    .extracting(Adoption.Card::network)
                    .containsExactly(Optional.of(network.id()), Optional.empty());
        });
        assertThat(claimed)
                .isInstanceOfSatisfying(
                        Adoption.Impossible.class,
                        it -> assertThat(it.reasons()).hasSize(2));
        assertThat(bare)
                .isInstanceOfSatisfying(
                        Adoption.Impossible.class,
                        it -> assertThat(it.reasons()).hasSize(1));
    }

    private static Adoption adoption(List<DiskRef> disks, List<NicSpec> nics, Site site, Look look, Claims claims) {
        var spec = new VmSpec(new VmId(UUID.randomUUID()), "web", 1, 64, disks, nics, false, false);
        return Adoption.of(spec, HOST, site, look, claims);
    }

    private static StorageReport report(List<StoredImage> images, List<StoredImage> quarantined) {
        return new StorageReport(100, 50, images, quarantined);
    }

    private static Claims row(boolean there) {
        return new Claims(there ? Set.of(new VmId(IT)) : Set.of(), Map.of());
    }

    private static Claims claims(Row row) {
        var vm = new VmId(new UUID(0, 7));
        var images = new HashMap<Image, Owner>();
        switch (row) {
            case NONE -> {}
            case MAKING -> images.put(IMAGE, new Owner("vm web", false, Optional.of(vm)));
            case VMS -> images.put(IMAGE, new Owner("vm web", true, Optional.of(vm)));
            case TEMPLATES -> images.put(IMAGE, new Owner("template win", true, Optional.empty()));
        }
        return new Claims(new HashSet<>(), images);
    }

    private static String kinds(List<Finding> findings) {
        var kinds = new ArrayList<String>();
        findings.forEach(it -> kinds.add(it.kind().name()));
        return String.join(",", kinds);
    }
}
