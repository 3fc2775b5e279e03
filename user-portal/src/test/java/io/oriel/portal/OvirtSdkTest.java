package io.oriel.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.ovirt.engine.sdk4.ConnectionBuilder.connection;
import static org.ovirt.engine.sdk4.builders.Builders.cluster;
import static org.ovirt.engine.sdk4.builders.Builders.cpu;
import static org.ovirt.engine.sdk4.builders.Builders.cpuTopology;
import static org.ovirt.engine.sdk4.builders.Builders.disk;
import static org.ovirt.engine.sdk4.builders.Builders.diskAttachment;
import static org.ovirt.engine.sdk4.builders.Builders.nic;
import static org.ovirt.engine.sdk4.builders.Builders.permission;
import static org.ovirt.engine.sdk4.builders.Builders.role;
import static org.ovirt.engine.sdk4.builders.Builders.snapshot;
import static org.ovirt.engine.sdk4.builders.Builders.storageDomain;
import static org.ovirt.engine.sdk4.builders.Builders.tag;
import static org.ovirt.engine.sdk4.builders.Builders.template;
import static org.ovirt.engine.sdk4.builders.Builders.user;
import static org.ovirt.engine.sdk4.builders.Builders.vm;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ovirt.engine.sdk4.Connection;
import org.ovirt.engine.sdk4.Error;
import org.ovirt.engine.sdk4.services.VmService;
import org.ovirt.engine.sdk4.types.DiskFormat;
import org.ovirt.engine.sdk4.types.DiskInterface;
import org.ovirt.engine.sdk4.types.HostStatus;
import org.ovirt.engine.sdk4.types.SnapshotStatus;
import org.ovirt.engine.sdk4.types.Vm;
import org.ovirt.engine.sdk4.types.VmStatus;

/** oVirt's own Java SDK, version 4.4.5 and unmodified, at the whole control plane over TLS. */
class OvirtSdkTest {
    private static final String TRUST_PASSWORD = "changeit";
    private static final long GIB = 1L << 30;

    private static Rig rig;
    private static Connection admin;

    @BeforeAll
    static void connect() throws Exception {
        rig = Rig.running();
        rig.person("sdk", "Sam Decker");
        admin = connected("admin@internal", rig.adminPassword());
    }

    @AfterAll
    static void leave() throws Exception {
        admin.close();
    }

    private static Connection connected(String name, String password) throws Exception {
        var certificates = KeyStore.getInstance(KeyStore.getDefaultType());
        certificates.load(null, null);
        try (var pem = Files.newInputStream(rig.state().resolve("ca.pem"))) {
            certificates.setCertificateEntry(
                    "ca", CertificateFactory.getInstance("X.509").generateCertificate(pem));
        }
        Path store = Files.createTempFile("trust", ".store");
        try (var out = Files.newOutputStream(store)) {
            certificates.store(out, TRUST_PASSWORD.toCharArray());
        }
        return connection()
                .url(rig.url() + "/ovirt-engine/api")
                .user(name)
                .password(password)
                .trustStoreFile(store.toString())
                .trustStorePassword(TRUST_PASSWORD)
                .build();
    }

    private static Vm added(String name) {
        return admin.systemService()
                .vmsService()
                .add()
                .vm(vm().name(name)
                        .cluster(cluster().name("Default"))
                        .template(template().name("plain"))
                        .memory(BigInteger.valueOf(GIB / 16))
                        .cpu(cpu().topology(cpuTopology().cores(2).sockets(1).threads(1))))
                .send()
                .vm();
    }

    private static VmService service(Vm vm) {
        return admin.systemService().vmsService().vmService(vm.id());
    }

    private static void await(Vm vm, VmStatus status) {
        Eventually.is(
                vm.name() + " is " + status, () -> service(vm).get().send().vm().status() == status);
    }

    @Test
    void logsInFindsItsWayAndLeaves() throws Exception {
        // When
        try (var own = connected("sdk@internal", Rig.password("sdk"))) {
            var api = own.systemService().get().send().api();

            // Then
            assertThat(api.productInfo().version().major().intValue()).isEqualTo(4);
            assertThat(api.specialObjects().blankTemplate().id()).isEqualTo("00000000-0000-0000-0000-000000000000");
            assertThat(own.authenticate()).hasSize(43);
            // And: a person sees what is theirs
            assertThat(own.systemService().hostsService().list().send().hosts()).isEmpty();
        }
        assertThatThrownBy(() -> connected("sdk@internal", "wrong").authenticate())
                .isInstanceOf(Error.class)
                .hasMessageContaining("password is wrong");
    }

    @Test
    void readsTheEstate() {
        var system = admin.systemService();
        var dataCenter = system.dataCentersService().list().send().dataCenters().getFirst();
        assertThat(dataCenter.name()).isEqualTo("Default");
        var found = system.clustersService().list().send().clusters().getFirst();
        assertThat(found.dataCenter().id()).isEqualTo(dataCenter.id());
        var host =
                system.hostsService().list().search("status=up").send().hosts().getFirst();
        assertThat(host.status()).isEqualTo(HostStatus.UP);
        assertThat(host.memory()).isPositive();
        assertThat(system.hostsService()
                        .hostService(host.id())
                        .statisticsService()
                        .list()
                        .send()
                        .statistics())
                .extracting(it -> it.name())
                .contains("memory.total");
        assertThat(system.storageDomainsService().list().send().storageDomains())
                .isNotEmpty();
        assertThat(system.templatesService().list().send().templates())
                .extracting(it -> it.name())
                .contains("Blank", "plain");
        assertThat(system.usersService().list().search("username=sdk").send().users())
                .extracting(it -> it.userName())
                .containsExactly("sdk@internal");
        assertThat(system.rolesService().list().send().roles())
                .extracting(it -> it.name())
                .contains("UserVmManager");
        assertThatThrownBy(
                        () -> system.vmsService().list().search("nonsense ~ 1").send())
                .isInstanceOf(Error.class)
                .hasMessageContaining("HTTP response code is \"400\"");
    }

    @Test
    void makesAVmRunsItLooksAtItKeepsItAndDeletesIt() {
        // Given
        var made = added("sdk-1");
        assertThat(made.cpu().topology().socketsAsInteger()).isEqualTo(2);
        await(made, VmStatus.DOWN);
        var machine = service(made);

        // When: it gets a disk, a card and a tag
        var storage = admin.systemService()
                .storageDomainsService()
                .list()
                .send()
                .storageDomains()
                .getFirst();
        var attachment = machine.diskAttachmentsService()
                .add()
                .attachment(diskAttachment()
                        .disk(disk().name("data")
                                .format(DiskFormat.COW)
                                .provisionedSize(BigInteger.valueOf(GIB))
                                .storageDomains(storageDomain().name(storage.name())))
                        .interface_(DiskInterface.VIRTIO)
                        .bootable(false)
                        .active(true))
                .send()
                .attachment();
        Eventually.is(
                "its disk is made",
                () -> admin.systemService()
                        .disksService()
                        .diskService(attachment.disk().id())
                        .get()
                        .send()
                        .disk()
                        .status()
                        .value()
                        .equals("ok"));
        machine.nicsService().add().nic(nic().name("mynic")).send();
        admin.systemService()
                .tagsService()
                .add()
                .tag(tag().name("sdk-tag").description("by the sdk"))
                .send();
        machine.tagsService().add().tag(tag().name("sdk-tag")).send();

        // Then
        var whole = admin.systemService()
                .vmsService()
                .list()
                .search("name=sdk-1 and tag=sdk-tag")
                .follow("disk_attachments.disk,nics,tags")
                .send()
                .vms();
        assertThat(whole).hasSize(1);
        assertThat(whole.getFirst().diskAttachments())
                .extracting(it -> it.disk().name())
                .containsExactly("sdk-1", "data");
        assertThat(whole.getFirst().nics()).hasSize(2);
        assertThat(whole.getFirst().tags()).extracting(it -> it.name()).containsExactly("sdk-tag");

        // When: it runs
        machine.start().send();
        await(made, VmStatus.UP);
        var ticket = machine.ticket().send().ticket();
        var shown = machine.get().send().vm().display();

        // Then: whoever comes with the ticket comes to the gateway
        assertThat(ticket.value()).hasSize(43);
        assertThat(ticket.expiryAsInteger()).isEqualTo(120);
        assertThat(shown.address()).isEqualTo(rig.settings().front().publicName());
        assertThat(shown.certificate().content()).startsWith("-----BEGIN CERTIFICATE-----");
        var console = machine.graphicsConsolesService().list().send().consoles().getFirst();
        assertThat(console.address()).isEqualTo(shown.address());
        assertThat(console.tlsPortAsInteger()).isEqualTo(shown.securePortAsInteger());
        // And: the simulated host has VNC only, for which there is no viewer's file
        assertThat(console.id()).isEqualTo("766e63");
        assertThatThrownBy(() -> machine.graphicsConsolesService()
                        .consoleService(console.id())
                        .remoteViewerConnectionFile()
                        .send())
                .isInstanceOf(Error.class)
                .hasMessageContaining("in the browser");
        assertThat(machine.statisticsService().list().send().statistics()).isNotEmpty();

        // When: it is kept, and deleted in the end
        var kept = machine.snapshotsService()
                .add()
                .snapshot(snapshot().description("before"))
                .send()
                .snapshot();
        Eventually.is(
                "the snapshot is made",
                () -> machine.snapshotsService().list().send().snapshots().stream()
                        .anyMatch(it -> it.snapshotStatus() == SnapshotStatus.OK));
        machine.stop().send();
        await(made, VmStatus.DOWN);
        machine.snapshotsService().snapshotService(kept.id()).restore().send();
        await(made, VmStatus.UP);
        machine.snapshotsService().snapshotService(kept.id()).remove().send();
        Eventually.is(
                "the snapshot is gone",
                () -> machine.snapshotsService().list().send().snapshots().isEmpty());
        machine.stop().send();
        await(made, VmStatus.DOWN);
        machine.remove().send();
        Eventually.is(
                "it is gone",
                () -> admin.systemService()
                        .vmsService()
                        .list()
                        .search("name=sdk-1")
                        .send()
                        .vms()
                        .isEmpty());
        assertThat(admin.systemService()
                        .eventsService()
                        .list()
                        .search("message=*sdk-1*")
                        .max(50)
                        .send()
                        .events())
                .extracting(it -> it.description())
                .anyMatch(text -> text.startsWith("vm sdk-1: start asked for by admin@internal"));
    }

    @Test
    void givesAndTakesPermissions() throws Exception {
        // Given
        var made = added("sdk-2");
        await(made, VmStatus.DOWN);
        try (var own = connected("sdk@internal", Rig.password("sdk"))) {
            assertThat(own.systemService().vmsService().list().send().vms())
                    .extracting(Vm::name)
                    .doesNotContain("sdk-2");

            // When
            var person = admin.systemService()
                    .usersService()
                    .list()
                    .search("username=sdk")
                    .send()
                    .users()
                    .getFirst();
            var given = service(made)
                    .permissionsService()
                    .add()
                    .permission(permission().role(role().name("UserVmManager")).user(user().id(person.id())))
                    .send()
                    .permission();

            // Then: a migration nobody can carry out is refused in words
            var theirs = own.systemService().vmsService().vmService(made.id());
            assertThat(theirs.get().send().vm().name()).isEqualTo("sdk-2");
            theirs.start().send();
            await(made, VmStatus.UP);
            assertThatThrownBy(() -> service(made).migrate().send())
                    .isInstanceOf(Error.class)
                    .hasMessageContaining("\"409\"");
            theirs.stop().send();
            await(made, VmStatus.DOWN);

            // When
            service(made)
                    .permissionsService()
                    .permissionService(given.id())
                    .remove()
                    .send();

            // Then
            assertThatThrownBy(() -> theirs.get().send())
                    .isInstanceOf(Error.class)
                    .hasMessageContaining("\"404\"");
        }
    }

    @Test
    void takesADesktopFromAPool() throws Exception {
        // Given
        rig.pool("sdk-pool", 2, 1, "sdk");
        try (var own = connected("sdk@internal", Rig.password("sdk"))) {
            var pool =
                    own.systemService().vmPoolsService().list().send().pools().getFirst();
            assertThat(pool.name()).isEqualTo("sdk-pool");

            // When
            var vm = Objects.requireNonNull(own.systemService()
                    .vmPoolsService()
                    .poolService(pool.id())
                    .allocateVm()
                    .send());

            // Then
            assertThat(own.systemService()
                            .vmsService()
                            .list()
                            .search("pool=sdk-pool")
                            .send()
                            .vms())
                    .hasSize(1)
                    .allSatisfy(it -> assertThat(it.name()).startsWith("sdk-pool-"));
            assertThat(vm).isNotNull();
            assertThatThrownBy(() -> own.systemService()
                            .vmPoolsService()
                            .poolService(pool.id())
                            .allocateVm()
                            .send())
                    .isInstanceOf(Error.class)
                    .hasMessageContaining("VM_POOL_CANNOT_ATTACH_TO_MORE_VMS_FROM_POOL");
        }
    }
}
