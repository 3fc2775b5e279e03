package io.oriel.pool.search;

import io.oriel.pool.estate.Estate;
import io.oriel.pool.estate.Tags;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A census without what somebody may not see. */
final class Narrowed {
    private final Census whole;
    private final Sight sight;

    Narrowed(Census whole, Sight sight) {
        this.whole = whole;
        this.sight = sight;
    }

    Census census() {
        var estate = estate();
        var people = whole.people();
        return new Census(
                estate,
                whole.dataCenters().stream().filter(sight::sees).toList(),
                new Census.Uses(
                        of(whole.uses().hosts(), estate.hosts().keySet()),
                        of(whole.uses().vms(), estate.vms().keySet())),
                tags(estate),
                whole.loose().stream().filter(sight::sees).toList(),
                new Census.Log(
                        whole.log().events().stream().filter(sight::sees).toList(),
                        whole.log().jobs().stream().filter(sight::sees).toList()),
                new Census.People(
                        people.persons().stream().filter(sight::sees).toList(),
                        people.groups().stream().filter(sight::seesGroup).toList(),
                        people.sessions().stream().filter(sight::sees).toList()),
                whole.now());
    }

    private Estate estate() {
        var all = whole.estate();
        var hosts = kept(all.hosts(), sight::sees);
        // What a host says of VMs is kept for those that are seen: their addresses are theirs, not the host's.
        return new Estate(
                hosts,
                sight.of(all.site()),
                kept(all.templates(), sight::sees),
                kept(all.pools(), sight::sees),
                kept(all.vms(), sight::sees),
                all.seen(),
                Map.of(),
                Map.of(),
                of(all.cpu(), hosts.keySet()),
                all.watchedSince());
    }

    private Tags tags(Estate estate) {
        var tags = whole.tags();
        return new Tags(
                sight.seesTags() ? tags.all() : Map.of(),
                of(tags.vms(), estate.vms().keySet()),
                of(tags.hosts(), estate.hosts().keySet()),
                of(tags.templates(), estate.templates().keySet()),
                sight.seesTags() ? tags.users() : Map.of());
    }

    private static <K, V> Map<K, V> kept(Map<K, V> all, Predicate<V> seen) {
        return all.entrySet().stream()
                .filter(entry -> seen.test(entry.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static <K, V> Map<K, V> of(Map<K, V> all, Set<K> kept) {
        return all.entrySet().stream()
                .filter(entry -> kept.contains(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
