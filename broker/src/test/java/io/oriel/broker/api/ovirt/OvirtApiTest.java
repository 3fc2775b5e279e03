package io.oriel.broker.api.ovirt;

import static org.assertj.core.api.Assertions.assertThat;

import io.oriel.broker.Await;
import io.oriel.broker.House;
import io.oriel.broker.api.Api;
import io.oriel.broker.directory.User;
import io.oriel.pool.estate.UserId;
import io.oriel.pool.estate.VmDisk;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

/** The compatible API as written on the wire: forms, parameters, faults; over a running loop and a simulated host. */
class OvirtApiTest {
    private static final String API = "/ovirt-engine/api/";
    private static final User ALICE = new User(new UserId("alice@internal"), "Alice", Set.of(), false);

    @TempDir
    static Path temp;

    private static House house;
    private static Api api;
    private static String vm;

    @BeforeAll
    static void open() {
        house = new House(temp);
        api = new Api(house, temp);
        house.broker.people().addUser(House.ADMIN, "alice", "Alice", "alice-secret");
        house.pool("desks", 1, 1, "staff@internal");
        post(
                        House.ADMIN,
                        "vms?correlation_id=made",
                        "<vm><name>one</name><template><name>desks-template</name></template></vm>")
                .expectStatus()
                .isCreated()
                .expectHeader()
                .valueMatches("Location", "/ovirt-engine/api/vms/.{36}");
        vm = house.estate.vms().byName("one").orElseThrow().id().toString();
        Await.until(
                "its disk is made",
                () -> house.estate
                        .vms()
                        .tended(house.estate.vms().byName("one").orElseThrow().id())
                        .filter(it -> it.upkeep().disk().use() != VmDisk.Use.MISSING)
                        .isPresent());
    }

    @AfterAll
    static void close() {
        api.close();
        house.close();
    }

    private static ResponseSpec send(User actor, HttpMethod verb, String path, MediaType type, String body) {
        return api.as(Optional.of(actor))
                .method(verb)
                .uri(API + path)
                .header("Version", "4")
                .contentType(type)
                .bodyValue(body)
                .exchange();
    }

    private static ResponseSpec post(User actor, String path, String xml) {
        return send(actor, HttpMethod.POST, path, MediaType.APPLICATION_XML, xml);
    }

    private static String get(String path, MediaType... accept) {
        var body = api.as(Optional.of(House.ADMIN))
                .get()
                .uri(API + path)
                .header("Version", "4")
                .accept(accept)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .returnResult()
                .getResponseBody();
        return text(body);
    }

    private static String text(byte @Nullable [] body) {
        return body == null ? "" : new String(body, StandardCharsets.UTF_8);
    }

    @Test
    void theFormIsTheOneThatIsAccepted() {
        assertThat(get("vms")).startsWith("<?xml").contains("<vms><vm ", "<name>one</name>");
        assertThat(get("vms", MediaType.ALL)).startsWith("<?xml");
        assertThat(get("vms", MediaType.APPLICATION_JSON))
                .startsWith("{\"vm\":[{")
                .contains("\"name\":\"one\"");
        assertThat(get("", MediaType.APPLICATION_JSON).replaceAll("\\s", "")).contains("\"rel\":\"vms/search\"");
    }

    @Test
    void parametersStandBehindEitherSign() {
        assertThat(get("vms?max=1").split("<vm ", -1)).hasSize(2);
        assertThat(get("vms;max=1").split("<vm ", -1)).hasSize(2);
        assertThat(get("vms;max=0")).endsWith("<vms/>");
        assertThat(get("vms?search=name=one")).contains("<name>one</name>").doesNotContain("desks-1");
        assertThat(get("vms?search=name=ONE&case_sensitive=true")).endsWith("<vms/>");
        assertThat(get("vms/" + vm + "?follow=disk_attachments.disk,nics"))
                .contains(
                        "<disk_attachments><disk_attachment ",
                        "<storage_type>image</storage_type>",
                        "<name>nic1</name>")
                .doesNotContain("rel=\"nics\"");
    }

    @Test
    void aVmShowsWhatLibgovirtNeeds() {
        assertThat(get("vms/" + vm))
                .contains("<link rel=\"ticket\" href=\"/ovirt-engine/api/vms/" + vm + "/ticket\"/>")
                .contains("<display><type>spice</type>")
                .contains("<status>down</status>")
                .doesNotContain("<description/>");
    }

    @Test
    void aRequestsNameIsInItsEvents() {
        // When
        post(House.ADMIN, "vms/" + vm + "/start?correlation_id=mine-17", "<action/>")
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("Correlation-Id", "mine-17")
                .expectBody(String.class)
                .value(text -> assertThat(text).contains("<status>complete</status>"));

        // Then
        assertThat(get("events?max=20")).contains("<correlation_id>mine-17</correlation_id>");
        post(House.ADMIN, "vms/" + vm + "/stop", "<action><async>true</async></action>")
                .expectStatus()
                .isAccepted()
                .expectBody(String.class)
                .value(text -> assertThat(text).contains("<status>pending</status>"));
    }

    @Test
    void aVmOfNoTemplateHasAnEmptyDisk() {
        // When
        var answer = send(House.ADMIN, HttpMethod.POST, "vms", MediaType.APPLICATION_JSON, """
                        {"name":"empty","type":"server","template":{"name":"Blank"},"cluster":{"name":"Default"},
                         "disk_attachments":{"disk_attachment":[{"disk":{"name":"a","provisioned_size":"2147483648"}},
                          {"disk":{"name":"b","provisioned_size":"1073741824"}}]}}""")
                .expectStatus()
                .isCreated()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();

        // Then
        assertThat(answer).contains("<type>server</type>");
        var made = house.estate.vms().byName("empty").orElseThrow().id();
        assertThat(get("vms/" + made + "/diskattachments?follow=disk"))
                .contains("<provisioned_size>2147483648<", "<provisioned_size>1073741824<", "<name>b</name>");
    }

    @Test
    void whatIsWrongIsRefusedInWordsBeforeAnythingIsDone() {
        refused("vms", MediaType.APPLICATION_XML, "<vm><name>x", 400, "no well-formed XML");
        refused("vms", MediaType.APPLICATION_JSON, "{\"name\":", 400, "no well-formed JSON");
        refused("vms", MediaType.APPLICATION_JSON, "[]", 400, "no JSON object");
        refused("vms", MediaType.TEXT_PLAIN, "name=x", 415, "Unsupported Media Type");
        refused("vms", MediaType.APPLICATION_XML, "<vm><nmae>x</nmae></vm>", 400, "vm has no nmae here");
        refused(
                "vms",
                MediaType.APPLICATION_XML,
                "<vm><name>x</name><stateless>true</stateless></vm>",
                400,
                "stateless");
        refused(
                "vms",
                MediaType.APPLICATION_XML,
                "<vm><name>x</name><cluster><name>nowhere</name></cluster></vm>",
                400,
                "there is no cluster nowhere");
        refused("vms/" + vm + "/start", MediaType.APPLICATION_XML, "<action><evil/></action>", 400, "evil");
        refused(
                "vms/" + vm + "/nics",
                MediaType.APPLICATION_XML,
                "<nic><interface>e1000</interface></nic>",
                400,
                "virtio");
        refused("vms/" + vm + "/ticket", MediaType.APPLICATION_XML, "<action/>", 409, "start it first");
        refused("vms/one/start", MediaType.APPLICATION_XML, "<action/>", 404, "there is no vm one");
        refused("vms", MediaType.APPLICATION_XML, "<vm><name>" + "x".repeat(300_000) + "</name></vm>", 413, "");
        assertThat(events("made")).isPositive();
        assertThat(events("refused")).isZero();
    }

    @Test
    void A16_aDocumentWithAFileInItIsRefused() throws Exception {
        var canary = Files.writeString(temp.resolve("canary"), "canary-5512");
        var answer = refused(
                "vms",
                MediaType.APPLICATION_XML,
                "<!DOCTYPE vm [<!ENTITY x SYSTEM \"" + canary.toUri() + "\">]><vm><name>&x;</name></vm>",
                400,
                "");
        assertThat(answer).doesNotContain("canary-5512");
    }

    @Test
    void A12_anothersVmIsNotThere() {
        for (var path :
                new String[] {"start", "ticket", "stop", "migrate", "nics", "snapshots", "tags", "permissions"}) {
            var there = status(ALICE, "vms/" + vm + "/" + path);
            var nowhere = status(ALICE, "vms/" + UUID.randomUUID() + "/" + path);
            assertThat(there).as(path).isIn(403, 404).isEqualTo(nowhere);
        }
        assertThat(text(api.as(Optional.of(ALICE))
                        .get()
                        .uri(API + "vms")
                        .exchange()
                        .expectBody()
                        .returnResult()
                        .getResponseBody()))
                .endsWith("<vms/>");
    }

    private static int status(User actor, String path) {
        return post(actor, path, "<action/>")
                .returnResult(byte[].class)
                .getStatus()
                .value();
    }

    private static String refused(String path, MediaType type, String body, int status, String detail) {
        var answer = send(House.ADMIN, HttpMethod.POST, path + "?correlation_id=refused", type, body)
                .expectStatus()
                .isEqualTo(status)
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
        assertThat(answer).contains("<fault><detail>[", "</reason></fault>").contains(detail);
        return answer == null ? "" : answer;
    }

    private static long events(String correlation) {
        return house.database()
                .jdbc()
                .sql("select count(*) from pool.event where correlation = :correlation")
                .param("correlation", correlation)
                .query(Long.class)
                .single();
    }
}
