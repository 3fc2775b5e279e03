package io.oriel.broker.directory;

import io.oriel.pool.estate.UserId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The directories people may log in with, in the order in which they are offered. */
public final class Directories implements AutoCloseable {
    private final Map<String, Directory> byName;

    public Directories(List<Directory> directories) {
        var named = new LinkedHashMap<String, Directory>();
        directories.forEach(directory -> named.put(directory.name(), directory));
        this.byName = java.util.Collections.unmodifiableMap(named);
    }

    /** Their names. */
    public List<String> names() {
        return List.copyOf(byName.keySet());
    }

    /** The directory of this name. */
    public Optional<Directory> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Whether a person who logged in earlier may still act; see {@link Directory#admits}. */
    public boolean admits(UserId user) {
        var at = user.value().lastIndexOf('@');
        return at > 0
                && find(user.value().substring(at + 1))
                        .map(directory -> directory.admits(user))
                        .orElse(false);
    }

    @Override
    public void close() {
        byName.values().forEach(Directory::close);
    }
}
