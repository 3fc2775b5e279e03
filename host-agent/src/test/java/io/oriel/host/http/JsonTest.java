package io.oriel.host.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.oriel.host.api.Answer;
import io.oriel.host.api.Console;
import io.oriel.host.api.ConsoleCommand;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.HostEvent;
import io.oriel.host.api.HostReport;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmPower;
import io.oriel.host.api.VmReport;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class JsonTest {

    static Stream<EstateCommand> estateCommands() {
        return Commands.estate().stream();
    }

    static Stream<ConsoleCommand> consoleCommands() {
        return Commands.console().stream();
    }

    static Stream<Outcome> outcomes() {
        return Stream.of(
                new Outcome.Done(),
                new Outcome.Refused(Outcome.Reason.STALE_TOKEN, "too old"),
                new Outcome.Failed("no space"),
                new Outcome.Unsupported("Hover"));
    }

    private static VmReport vm() {
        return new VmReport(
                Commands.VM,
                "desktop \"1\"",
                true,
                VmPower.RUNNING,
                true,
                List.of("192.0.2.7"),
                List.of(new Console(ConsoleKind.VNC, 5901, false)));
    }

    static Stream<HostEvent> events() {
        return Stream.of(
                new HostEvent.Hello(UUID.randomUUID(), 5, true),
                new HostEvent.VmChanged(6, vm()),
                new HostEvent.CommandEnded(7, Commands.id(), new Outcome.Failed("x")),
                new HostEvent.Heartbeat());
    }

    private static String text(Object value) {
        return new String(Json.bytes(value), UTF_8);
    }

    @ParameterizedTest
    @MethodSource("estateCommands")
    void everyEstateCommandComesBackAsItWas(EstateCommand command) {
        assertThat(text(command)).contains("\"type\":\"" + command.getClass().getSimpleName() + "\"");
        assertThat(Json.command(Json.bytes(command))).isEqualTo(new Json.Command.Estate(command));
    }

    @ParameterizedTest
    @MethodSource("consoleCommands")
    void everyConsoleCommandComesBackAsItWas(ConsoleCommand command) {
        assertThat(Json.command(Json.bytes(command))).isEqualTo(new Json.Command.Display(command));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void everyOutcomeComesBackAsItWas(Outcome outcome) {
        assertThat(Json.readOutcome(Json.bytes(outcome))).isEqualTo(outcome);
        assertThat(Json.readAnswer(Json.answer(new Answer.Ended(outcome)))).isEqualTo(new Answer.Ended(outcome));
    }

    @ParameterizedTest
    @MethodSource("events")
    void everyEventComesBackAsItWas(HostEvent event) {
        assertThat(Json.readEvent(Json.bytes(event))).isEqualTo(event);
        assertThat(text(event)).doesNotContain("\n");
    }

    @Test
    void reportAndAcceptanceComeBackAsTheyWere() {
        // Given
        var report = new HostReport(UUID.randomUUID(), 9, FakeLocalHost.FACTS, List.of(vm()));

        // Then
        assertThat(Json.readReport(Json.bytes(report))).isEqualTo(report);
        assertThat(new String(Json.answer(new Answer.Accepted()), UTF_8)).isEqualTo("{\"accepted\":true}");
        assertThat(Json.readAnswer(Json.answer(new Answer.Accepted()))).isEqualTo(new Answer.Accepted());
    }

    @Test
    void unknownFieldsAreIgnoredInEventsAndRefusedInCommands() {
        // Given
        var event = text(new HostEvent.Heartbeat()).replace("}", ",\"mood\":\"good\"}");
        var command = text(Commands.destroy(Commands.id(), 1));

        // Then
        assertThat(Json.readEvent(event.getBytes(UTF_8))).isEqualTo(new HostEvent.Heartbeat());
        assertThatThrownBy(() -> Json.command(
                        command.replaceFirst("}$", ",\"force\":true}").getBytes(UTF_8)))
                .isInstanceOf(JacksonException.class);
    }

    @Test
    void unknownCommandIsNamed() {
        assertThat(Json.command("{\"type\":\"Levitate\",\"height\":3}".getBytes(UTF_8)))
                .isEqualTo(new Json.Command.Unknown("Levitate"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"type\":\"DestroyVm\"}",
                "{\"type\":\"DestroyVm\",\"id\":null,\"token\":{\"value\":1},\"vm\":null}",
                "{\"type\":\"PrepareStorage\"} trailing",
            })
    void halfACommandIsRefused(String json) {
        assertThatThrownBy(() -> Json.command(json.getBytes(UTF_8))).isInstanceOf(JacksonException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "7"})
    void whatIsNoCommandAtAllIsUnknown(String json) {
        assertThat(Json.command(json.getBytes(UTF_8))).isEqualTo(new Json.Command.Unknown(""));
    }
}
