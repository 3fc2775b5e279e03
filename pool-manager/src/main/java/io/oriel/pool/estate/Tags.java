package io.oriel.pool.estate;

import io.oriel.host.api.HostId;
import io.oriel.host.api.VmId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tree of tags, and what carries them. Immutable. */
public record Tags(
        Map<String, Tag> all,
        Map<VmId, Set<String>> vms,
        Map<HostId, Set<String>> hosts,
        Map<TemplateId, Set<String>> templates,
        Map<UserId, Set<String>> users) {
    public static final Tags NONE = new Tags(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

    public Tags {
        all = Map.copyOf(all);
        vms = Map.copyOf(vms);
        hosts = Map.copyOf(hosts);
        templates = Map.copyOf(templates);
        users = Map.copyOf(users);
    }

    /** These tags, by name. */
    public static Map<String, Tag> byName(Collection<Tag> tags) {
        var map = new LinkedHashMap<String, Tag>();
        tags.forEach(tag -> map.put(tag.name(), tag));
        return map;
    }

    /** These and all that they are part of, each once, the carried ones first. */
    public List<String> withParents(Collection<String> carried) {
        var found = new LinkedHashSet<String>(carried);
        for (var name : carried) {
            var tag = all.get(name);
            // A tag that was met already ends the way up, also if rows should ever name each other in a ring.
            while (tag != null && tag.parent().filter(found::add).isPresent()) {
                tag = all.get(tag.parent().orElseThrow());
            }
        }
        return List.copyOf(found);
    }
}
