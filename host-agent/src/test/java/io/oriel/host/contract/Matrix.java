package io.oriel.host.contract;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which kind of host does what: one line per behaviour, one column per driver. */
final class Matrix {
    private static final String YES = "✓";
    private static final String NO = "✗";
    private static final int CELL = 32;

    private final List<String> drivers = new ArrayList<>();
    private final List<String> away = new ArrayList<>();
    private final Map<Behaviour, Map<String, String>> cells = new LinkedHashMap<>();

    void driver(String name) {
        drivers.add(name);
    }

    /** A driver that cannot be here, and of which nothing is expected therefore. */
    void away(String name) {
        away.add(name);
    }

    void passed(Behaviour behaviour, String driver) {
        put(behaviour, driver, YES);
    }

    void notOffered(Behaviour behaviour, String driver) {
        put(behaviour, driver, "not offered by " + driver);
    }

    void failed(Behaviour behaviour, String driver) {
        put(behaviour, driver, NO);
    }

    private void put(Behaviour behaviour, String driver, String cell) {
        cells.computeIfAbsent(behaviour, _ -> new LinkedHashMap<>()).put(driver, cell);
    }

    /** As it is printed and committed. */
    List<String> lines() {
        int width = cells.keySet().stream()
                .mapToInt(b -> b.area().length() + b.name().length() + 2)
                .max()
                .orElse(0);
        var lines = new ArrayList<String>();
        lines.add(line(width, "", drivers));
        cells.forEach((behaviour, row) -> lines.add(line(
                width,
                behaviour.area() + ": " + behaviour.name(),
                drivers.stream().map(d -> row.getOrDefault(d, "")).toList())));
        return lines;
    }

    private static String line(int width, String first, List<String> cells) {
        return (pad(first, width)
                        + cells.stream().map(c -> " | " + pad(c, CELL)).collect(joining()))
                .stripTrailing();
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** What is not as {@code expected} says, in words; columns of drivers that are away are not looked at. */
    List<String> differences(List<String> expected) {
        var names = columns(expected.getFirst());
        var differences = new ArrayList<String>();
        var known = new LinkedHashMap<String, List<String>>();
        expected.stream().skip(1).forEach(line -> known.put(columns(line).getFirst(), columns(line)));
        cells.forEach((behaviour, row) -> {
            var name = behaviour.area() + ": " + behaviour.name();
            var before = known.remove(name);
            row.forEach((driver, cell) -> {
                int column = names.indexOf(driver);
                var was = before == null || column < 0 || column >= before.size() ? "" : before.get(column);
                if (!was.equals(cell)) {
                    differences.add("%s, %s: was '%s', is '%s'".formatted(name, driver, was, cell));
                }
            });
        });
        names.stream()
                .filter(name -> !name.isEmpty() && !drivers.contains(name) && !away.contains(name))
                .forEach(gone -> differences.add(gone + ": the driver is gone"));
        known.keySet().forEach(gone -> differences.add(gone + ": the behaviour is gone"));
        return differences;
    }

    private static List<String> columns(String line) {
        return List.of(line.split("\\|", -1)).stream().map(String::strip).toList();
    }
}
