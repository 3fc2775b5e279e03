package io.oriel.pool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.pool.estate.Tag;
import io.oriel.pool.event.Event;
import io.oriel.pool.event.Severity;
import io.oriel.pool.search.Census;
import io.oriel.pool.search.Found;
import io.oriel.pool.search.Parser;
import io.oriel.pool.search.Parsing;
import io.oriel.pool.search.Search;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is written is found by the next question, and tags are a tree. */
class CensusTest {
    private static Fixture fixture;

    @BeforeAll
    static void open() {
        fixture = new Fixture();
        fixture.paperPool("desk-??", 3, 1);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    private static List<String> find(String text) {
        return switch (Parser.parse(text)) {
            case Parsing.Understood(var query, var _) ->
                Search.run(query, fixture.module.census().with(_ -> Census.People.NOBODY)).hits().stream()
                        .map(Found.Hit::name)
                        .toList();
            case Parsing.Broken(var fault, var _) -> throw new AssertionError(fault.toString());
        };
    }

    private static Tagging.Thing vm(String name) {
        return new Tagging.Thing(Tagging.Kind.VM, fixture.vm(name).id().toString(), name);
    }

    private static void tag(String name, Optional<String> parent) {
        fixture.module.tagging().create(new Tag(name, parent, ""));
    }

    @Test
    void whatIsWrittenIsFoundAtOnce() {
        // Given
        assertThat(find("Pools: name = late")).isEmpty();
        assertThat(find("Vms: pool = desk-??")).containsExactly("desk-01", "desk-02", "desk-03");
        // When
        fixture.paperPool("late", 1, 1);
        fixture.module.events().record(Event.of(Severity.ALERT, "the roof is on fire"));
        // Then
        assertThat(find("Pools: name = late")).containsExactly("late");
        assertThat(find("Events: severity = alert and time = TODAY roof")).hasSize(1);
        assertThat(find("DataCenter: sortby name")).containsExactly("Default");
    }

    @Test
    void aTagFindsWhatCarriesItsParts() {
        // Given
        tag("school", Optional.empty());
        tag("room", Optional.of("school"));
        tag("desk", Optional.of("room"));
        long version = fixture.vm("desk-02").version();
        // When
        fixture.module.tagging().set(vm("desk-02"), "desk", true);
        fixture.module.tagging().set(vm("desk-03"), "school", true);
        // Then
        assertThat(find("Vms: tag = school")).containsExactly("desk-02", "desk-03");
        assertThat(find("Vms: tag = room")).containsExactly("desk-02");
        assertThat(fixture.vm("desk-02").version()).isGreaterThan(version);
        // When
        fixture.module.tagging().remove("room");
        // Then
        assertThat(find("Vms: tag = school")).containsExactly("desk-02", "desk-03");
        assertThat(fixture.module.tagging().list()).contains(new Tag("desk", Optional.of("school"), ""));
        // When
        fixture.module.tagging().set(vm("desk-02"), "desk", false);
        // Then
        assertThat(find("Vms: tag = school")).containsExactly("desk-03");
    }

    @Test
    void aTagIsNeverPartOfItself() {
        // Given
        tag("a", Optional.empty());
        tag("b", Optional.of("a"));
        tag("c", Optional.of("b"));
        // Then
        for (var parent : List.of("a", "b", "c")) {
            assertThatThrownBy(() -> fixture.module.tagging().change(new Tag("a", Optional.of(parent), "")))
                    .isInstanceOf(PoolException.class)
                    .hasMessageContaining("tag a cannot be part of itself");
        }
        assertThatThrownBy(() -> tag("d", Optional.of("nowhere"))).hasMessage("there is no tag nowhere");
        assertThatThrownBy(() -> tag("a", Optional.empty())).hasMessage("there is a tag a already");
        assertThatThrownBy(() -> tag("a'b", Optional.empty())).isInstanceOf(PoolException.class);
    }

    @Test
    void everyKindOfThingCarriesTags() {
        // Given
        tag("mine", Optional.empty());
        var host = fixture.row("h1");
        // When
        fixture.module
                .tagging()
                .set(new Tagging.Thing(Tagging.Kind.HOST, host.id().toString(), "h1"), "mine", true);
        fixture.module.tagging().set(new Tagging.Thing(Tagging.Kind.USER, "alice@internal", "alice"), "mine", true);
        var template = fixture.module.templates().list().getFirst();
        fixture.module
                .tagging()
                .set(new Tagging.Thing(Tagging.Kind.TEMPLATE, template.id().toString(), template.name()), "mine", true);
        // Then
        assertThat(find("Hosts: tag = mine")).containsExactly("h1");
        assertThat(find("Templates: tag = mine")).containsExactly(template.name());
        assertThat(fixture.module.tagging().all().users()).containsKey(Fixture.ALICE);
        assertThatThrownBy(() -> fixture.module
                        .tagging()
                        .set(new Tagging.Thing(Tagging.Kind.HOST, new UUID(0, 0).toString(), "gone"), "mine", true))
                .hasMessage("there is no host gone");
    }
}
