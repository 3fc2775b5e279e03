package io.oriel.portal.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The search bar, in a terminal. */
@Command(
        name = "search",
        description = {
            "Searches for things: oriel search \"Vms: status = up and cpu_usage > 85 sortby name\".",
            "What cannot be searched for is shown with a mark under what is wrong, and ends with status 2.",
            "With --complete it prints what may stand at the end of the text, one line each."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class SearchCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private Output output;

    @Parameters(
            paramLabel = "QUERY",
            arity = "1..*",
            description = "the query; several words are joined, so it needs no quotes but for < and >")
    private List<String> words;

    @Option(names = "--page", paramLabel = "N", description = "in the place of the query's own")
    private @Nullable Integer page;

    @Option(names = "--max", paramLabel = "N", defaultValue = "100", description = "things on a page, 1 to 1000")
    private int size;

    @Option(names = "--complete", description = "what may stand next")
    private boolean complete;

    @Override
    public void run() {
        var root = (OrielCli) spec.root().userObject();
        var server = root.connection().open();
        var query = String.join(" ", words);
        if (complete) {
            offer(server.get("search/complete?q=" + encoded(query)), query);
            return;
        }
        var path = "search?q=" + encoded(query) + "&size=" + size + (page == null ? "" : "&page=" + page);
        try {
            show(server.get(path));
        } catch (CliException refused) {
            throw marked(refused, query);
        }
    }

    private void show(Map<String, Object> found) {
        var out = spec.commandLine().getOut();
        var rows = Json.objects(found, "rows").stream().map(SearchCommand::row).toList();
        var columns = new ArrayList<>(List.of("name"));
        if (rows.stream().anyMatch(row -> row.get("state") != null)) {
            columns.add("state");
        }
        if (found.get("columns") instanceof List<?> more) {
            more.stream()
                    .map(String::valueOf)
                    .filter(column -> !columns.contains(column))
                    .forEach(columns::add);
        }
        output.print(out, rows, columns.toArray(String[]::new));
        long total = found.get("total") instanceof Long number ? number : 0;
        if (total > rows.size()) {
            // Not among the rows: what is piped on is rows only.
            spec.commandLine().getErr().println(rows.size() + " of " + total + " on page " + found.get("page"));
        }
    }

    /** A row with its columns beside its name. */
    private static Map<String, Object> row(Map<String, Object> row) {
        Map<String, Object> flat = new LinkedHashMap<>();
        copy("name", row, flat);
        copy("state", row, flat);
        flat.putAll(Json.inside(row, "values"));
        copy("id", row, flat);
        return flat;
    }

    private static void copy(String key, Map<String, Object> from, Map<String, Object> to) {
        Optional.ofNullable(from.get(key)).ifPresent(value -> to.put(key, value));
    }

    /** Whole texts: a shell puts one of them in the place of what was typed. */
    private void offer(Map<String, Object> offered, String query) {
        var rows = Json.objects(offered, "candidates").stream()
                .map(next -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    int start = next.get("start") instanceof Long at ? Math.min(at.intValue(), query.length()) : 0;
                    row.put("text", query.substring(0, start) + next.get("text"));
                    copy("kind", next, row);
                    copy("description", next, row);
                    return row;
                })
                .toList();
        output.print(spec.commandLine().getOut(), rows, "text", "kind", "description");
    }

    /** The query with a mark under what is wrong, where the server said so. */
    private static CliException marked(CliException refused, String query) {
        var errors = Json.errors(refused.answer());
        if (errors.isEmpty()
                || !(errors.getFirst().get("start") instanceof Long start)
                || !(errors.getFirst().get("end") instanceof Long end)) {
            return refused;
        }
        int from = Math.clamp(start, 0, query.length());
        var mark = " ".repeat(query.codePointCount(0, from)) + "^".repeat(Math.max(1, (int) (end - start)));
        return CliException.wrongUse(refused.getMessage() + System.lineSeparator() + "  " + Output.plain(query)
                + System.lineSeparator() + "  " + mark);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
