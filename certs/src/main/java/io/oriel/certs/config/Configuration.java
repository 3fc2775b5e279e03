package io.oriel.certs.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A program's settings with where each came from: {@code --key=value}, then environment, then file, then fallback.
 *
 * <p>Immutable. A name nobody knows refuses the start, wherever it stands, so that a misspelt setting is never silently
 * ignored.
 */
public final class Configuration {

    /** The launcher's own variable: it finds the JDK, no program reads it. */
    private static final String LAUNCHER_VARIABLE = "ORIEL_JAVA_HOME";

    private static final Key FILE = new Key("oriel.config", "", "the configuration file");

    private final List<Key> keys;
    private final Map<String, Value> values;

    private record Value(String text, String origin) {}

    private Configuration(List<Key> keys, Map<String, Value> values) {
        this.keys = List.copyOf(keys);
        this.values = Map.copyOf(values);
    }

    /**
     * Collects a program's settings. The file is {@code oriel.config} if that is set, else
     * {@code /etc/oriel/<program>.properties}, else {@code <oriel.state>/<program>.properties}; the last two may be
     * absent.
     *
     * @param args only {@code --oriel.key=value}
     * @throws ConfigurationException for an unknown key, naming the nearest known one, and for an unreadable file
     */
    public static Configuration load(String program, List<Key> keys, String[] args, Map<String, String> environment) {
        return load(program, keys, args, environment, Path.of("/etc/oriel"));
    }

    static Configuration load(
            String program, List<Key> keys, String[] args, Map<String, String> environment, Path systemDirectory) {
        var known = new ArrayList<>(keys);
        known.add(FILE);
        var names = new KnownNames(known);
        var above = new HashMap<String, Value>();
        readEnvironment(environment, names, above);
        readArguments(args, names, above);
        var merged = new HashMap<String, Value>();
        readFile(program, new Configuration(known, above), systemDirectory, names, merged);
        merged.putAll(above);
        return new Configuration(known, merged);
    }

    private static void readEnvironment(Map<String, String> environment, KnownNames names, Map<String, Value> into) {
        environment.forEach((variable, text) -> {
            if (variable.startsWith("ORIEL_") && !variable.equals(LAUNCHER_VARIABLE)) {
                into.put(names.ofVariable(variable), new Value(text.strip(), "environment"));
            }
        });
    }

    private static void readArguments(String[] args, KnownNames names, Map<String, Value> into) {
        for (var arg : args) {
            var equals = arg.indexOf('=');
            if (!arg.startsWith("--") || equals < 0) {
                throw new ConfigurationException("an argument reads --oriel.key=value, not \"" + arg + "\"");
            }
            var name = names.check(arg.substring(2, equals), "argument");
            into.put(name, new Value(arg.substring(equals + 1).strip(), "argument"));
        }
    }

    private static void readFile(
            String program, Configuration above, Path systemDirectory, KnownNames names, Map<String, Value> into) {
        var file = file(program, above, systemDirectory);
        if (file.isEmpty()) {
            return;
        }
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file.get())) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException("cannot read the configuration file " + file.get(), e);
        }
        for (var name : properties.stringPropertyNames()) {
            names.check(name, file.get().toString());
            into.put(
                    name,
                    new Value(properties.getProperty(name).strip(), file.get().toString()));
        }
    }

    private static Optional<Path> file(String program, Configuration above, Path systemDirectory) {
        var named = above.optional(FILE.name());
        if (named.isPresent()) {
            return Optional.of(above.path(FILE.name()));
        }
        var name = program + ".properties";
        var system = systemDirectory.resolve(name);
        if (Files.exists(system)) {
            return Optional.of(system);
        }
        var knowsState = above.keys.stream().anyMatch(key -> key.fits("oriel.state"));
        return knowsState
                ? above.optional("oriel.state")
                        .map(Path::of)
                        .map(state -> state.resolve(name))
                        .filter(Files::exists)
                : Optional.empty();
    }

    /** The value; empty text when nobody set it and it has no fallback. */
    public String text(String name) {
        var value = values.get(name);
        return value == null ? key(name).fallback() : value.text();
    }

    /** The value as a whole number. */
    public int number(String name) {
        try {
            return Integer.parseInt(text(name));
        } catch (NumberFormatException e) {
            throw wrong(name, "a whole number");
        }
    }

    /** The value as a path. */
    public Path path(String name) {
        try {
            return Path.of(text(name));
        } catch (InvalidPathException e) {
            throw wrong(name, "a path");
        }
    }

    /** The value as {@code true} or {@code false}. */
    public boolean flag(String name) {
        return switch (text(name)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, "true or false");
        };
    }

    /** The value, if it is set to something or has a fallback. */
    public Optional<String> optional(String name) {
        return Optional.of(text(name)).filter(text -> !text.isEmpty());
    }

    /** What stands for the {@code *} of a pattern among the names that are set, sorted. */
    public Set<String> names(String pattern) {
        var key = keys.stream()
                .filter(known -> known.name().equals(pattern))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no such key: " + pattern));
        var parts = new TreeSet<String>();
        values.keySet().stream().filter(key::fits).map(key::part).forEach(parts::add);
        return parts;
    }

    /** One line per setting: key, value and origin; passwords' values masked. */
    public String table() {
        var rows = new TreeMap<String, Value>();
        keys.stream()
                .filter(key -> key.name().indexOf('*') < 0)
                .forEach(key -> rows.put(key.name(), new Value(key.fallback(), "default")));
        rows.putAll(values);
        var names = rows.keySet().stream().mapToInt(String::length).max().orElse(0);
        var texts = rows.values().stream()
                .mapToInt(value -> value.text().length())
                .max()
                .orElse(0);
        var table = new StringBuilder();
        rows.forEach(
                (name, value) -> table.append(("%-" + Math.max(1, names) + "s  %-" + Math.max(3, texts) + "s  %s%n")
                        .formatted(name, name.contains("password") ? "***" : value.text(), value.origin())));
        return table.toString();
    }

    private Key key(String name) {
        return keys.stream()
                .filter(key -> key.fits(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no such key: " + name));
    }

    private ConfigurationException wrong(String name, String wanted) {
        var value = values.get(name);
        var origin = value == null ? "default" : value.origin();
        return new ConfigurationException("%s (%s) wants %s, not \"%s\"".formatted(name, origin, wanted, text(name)));
    }
}
