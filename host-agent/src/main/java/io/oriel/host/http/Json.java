package io.oriel.host.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.oriel.host.api.Answer;
import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostReport;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.StorageReport;
import io.oriel.host.api.VmSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;

/** The protocol's values as JSON: a sealed value says what it is in {@code "type"}, by its record's simple name. */
final class Json {

    private static final List<Class<?>> SEALED =
            List.of(EstateCommand.class, ConsoleCommand.class, Outcome.class, HostEvent.class, JournalLine.class);

    /** Refuses what it does not know: half a command must not be carried out. */
    private static final JsonMapper STRICT = mapper(true);

    /** Ignores what it does not know: a newer agent may tell more. */
    private static final JsonMapper LENIENT = mapper(false);

    private static final Set<String> ESTATE_COMMANDS = names(EstateCommand.class);
    private static final Set<String> CONSOLE_COMMANDS = names(ConsoleCommand.class);

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    private interface Typed {}

    /** The answer to a command: exactly one of the two. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record AnswerBody(
            @Nullable Outcome done, @Nullable Boolean accepted) {}

    /** The answer about one VM. */
    private record SpecBody(Optional<VmSpec> spec) {}

    /** What a command's bytes turned out to be. */
    sealed interface Command {
        record Estate(EstateCommand command) implements Command {}

        record Display(ConsoleCommand command) implements Command {}

        record Unknown(String type) implements Command {}
    }

    private Json() {}

    private static JsonMapper mapper(boolean strict) {
        var builder = JsonMapper.builder()
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, strict)
                .configure(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES, true)
                .configure(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES, true)
                .configure(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, true);
        for (var family : SEALED) {
            builder.addMixIn(family, Typed.class);
            for (var member : family.getPermittedSubclasses()) {
                builder.registerSubtypes(new NamedType(member, member.getSimpleName()));
            }
        }
        return builder.build();
    }

    private static Set<String> names(Class<?> family) {
        var names = new TreeSet<String>();
        Arrays.stream(family.getPermittedSubclasses()).map(Class::getSimpleName).forEach(names::add);
        return Set.copyOf(names);
    }

    static byte[] bytes(Object value) {
        return LENIENT.writeValueAsBytes(value);
    }

    /** One NDJSON line with its end. */
    static byte[] line(Object value) {
        var bytes = bytes(value);
        var line = Arrays.copyOf(bytes, bytes.length + 1);
        line[bytes.length] = '\n';
        return line;
    }

    static byte[] answer(Answer answer) {
        return bytes(
                switch (answer) {
                    case Answer.Ended(var outcome) -> new AnswerBody(outcome, null);
                    case Answer.Accepted() -> new AnswerBody(null, true);
                });
    }

    /**
     * Reads a command.
     *
     * @throws JacksonException for anything but a whole command
     */
    static Command command(byte[] json) {
        var tree = STRICT.readTree(json);
        var type = tree.path("type").asString("");
        if (ESTATE_COMMANDS.contains(type)) {
            return new Command.Estate(STRICT.treeToValue(tree, EstateCommand.class));
        }
        if (CONSOLE_COMMANDS.contains(type)) {
            return new Command.Display(STRICT.treeToValue(tree, ConsoleCommand.class));
        }
        return new Command.Unknown(type);
    }

    static Answer readAnswer(byte[] json) {
        var body = LENIENT.readerFor(AnswerBody.class)
                .without(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .without(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .<AnswerBody>readValue(json);
        return body.done() == null ? new Answer.Accepted() : new Answer.Ended(body.done());
    }

    static Outcome readOutcome(byte[] json) {
        return LENIENT.readValue(json, Outcome.class);
    }

    static HostReport readReport(byte[] json) {
        return LENIENT.readValue(json, HostReport.class);
    }

    static StorageReport readStorage(byte[] json) {
        return LENIENT.readValue(json, StorageReport.class);
    }

    static byte[] spec(Optional<VmSpec> spec) {
        return bytes(new SpecBody(spec));
    }

    static Optional<VmSpec> readSpec(byte[] json) {
        return LENIENT.readValue(json, SpecBody.class).spec();
    }

    static HostEvent readEvent(byte[] json) {
        return LENIENT.readValue(json, HostEvent.class);
    }

    static JournalLine readLine(byte[] json) {
        return STRICT.readValue(json, JournalLine.class);
    }
}
