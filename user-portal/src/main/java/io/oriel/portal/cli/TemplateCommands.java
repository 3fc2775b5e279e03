package io.oriel.portal.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Templates: sealed images that desktops are cloned from. */
@Command(
        name = "template",
        description = "Sealed images that desktops are cloned from.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
@SuppressWarnings("NullAway.Init") // picocli fills the fields
final class TemplateCommands {
    private static final String[] COLUMNS = {"name", "version", "latest", "state", "progress", "sizeMiB", "trouble"};
    private static final Duration PAUSE = Duration.ofMillis(500);

    @ParentCommand
    private OrielCli oriel;

    @Spec
    private CommandSpec spec;

    /** Where a new template goes. */
    static final class Target {
        @Option(names = "--name", paramLabel = "NAME", required = true)
        private String name = "";

        @Option(names = "--new-version", description = "one more version of a template that is there")
        private boolean newVersion;

        @Option(names = "--storage", paramLabel = "NAME", description = "default: wherever there is room")
        private @Nullable String storage;

        Map<String, Object> body() {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("name", name);
            if (newVersion) {
                body.put("newVersion", true);
            }
            PoolOptions.put(body, "storage", storage);
            return body;
        }

        String query() {
            return "?name=" + Names.part(name)
                    + (newVersion ? "&newVersion=true" : "")
                    + (storage == null ? "" : "&storage=" + Names.part(storage));
        }
    }

    @Command(
            name = "import",
            description = {
                "Makes a template of a qcow2 image that has no backing file and no external data file.",
                "An http or https URL is fetched by the server, and waited for."
            },
            mixinStandardHelpOptions = true)
    void importImage(
            @Parameters(paramLabel = "FILE|URL") String from,
            @Mixin Target target,
            @Option(names = "--no-wait", description = "do not wait until a URL has been fetched") boolean later) {
        var server = oriel.connection().open();
        if (from.toLowerCase(Locale.ROOT).matches("https?://.*")) {
            var body = target.body();
            body.put("url", from);
            begun(server, server.ask("templates/fetch", body), "imported", later);
            return;
        }
        var file = Path.of(from);
        if (!Files.isRegularFile(file)) {
            throw CliException.wrongUse("no such file: " + file);
        }
        var size = size(file);
        if (size == 0) {
            throw CliException.wrongUse("the file is empty: " + file);
        }
        var line = new ProgressLine();
        var text = String.format(Locale.ROOT, "of %,d MiB", size >> 20);
        server.upload("templates" + target.query(), file, sent -> line.show(sent * 100 / size, text));
        say("template " + target.name + " imported");
    }

    @Command(
            name = "from-vm",
            description = "Makes a template of a VM that is down: a copy of its disk that stands alone.",
            mixinStandardHelpOptions = true)
    void fromVm(
            @Parameters(paramLabel = "VM") String vm,
            @Mixin Target target,
            @Option(names = "--no-wait", description = "do not wait until it is made") boolean later) {
        var server = oriel.connection().open();
        var body = target.body();
        body.put("vm", vm);
        begun(server, server.ask("templates/from-vm", body), "made", later);
    }

    private void begun(Server server, Map<String, Object> template, String done, boolean later) {
        var word = "template " + template.get("name") + " version " + template.get("version");
        if (later) {
            say(word + " is being made");
            return;
        }
        var path = path(String.valueOf(template.get("name"))) + "/versions/" + template.get("version");
        var line = new ProgressLine();
        var now = template;
        while ("locked".equals(now.get("state"))) {
            line.show(now.get("progress") instanceof Long percent ? percent : 0, word);
            pause();
            now = server.get(path);
        }
        if (!"ok".equals(now.get("state"))) {
            line.end();
            throw CliException.failed(word + " could not be made: " + now.get("trouble"));
        }
        line.show(100, word);
        say(word + " " + done);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted; it is made all the same");
        }
    }

    @Command(description = "Lists the versions of a template, the newest first.", mixinStandardHelpOptions = true)
    void versions(@Mixin Output output, @Parameters(paramLabel = "NAME") String name) {
        output.print(
                spec.commandLine().getOut(),
                oriel.connection().open().list(path(name) + "/versions"),
                "version",
                "latest",
                "state",
                "progress",
                "sizeMiB",
                "created",
                "trouble");
    }

    @Command(
            description = "Deletes versions of templates, or with their names alone all versions.",
            mixinStandardHelpOptions = true)
    void delete(@Parameters(paramLabel = "NAME[:VERSION]", arity = "1..*") List<String> names) {
        var server = oriel.connection().open();
        for (var text : names) {
            var template = TemplateName.of(text);
            server.delete(path(template.name())
                    + template.version().map(number -> "/versions/" + number).orElse(""));
            say("template " + text + " is being deleted");
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw CliException.wrongUse("cannot read " + file);
        }
    }

    @Command(description = "Lists templates.", mixinStandardHelpOptions = true)
    void list(@Mixin Output output) {
        output.print(spec.commandLine().getOut(), oriel.connection().open().list("templates"), COLUMNS);
    }

    private static String path(String name) {
        return "templates/" + Names.part(name);
    }

    private void say(String text) {
        spec.commandLine().getOut().println(text);
    }
}
