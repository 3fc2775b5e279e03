package io.oriel.portal.desktop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes every page in its states into a directory, to be looked at. */
final class SheetsMain {
    private SheetsMain() {}

    public static void main(String[] args) throws IOException {
        var to = Path.of(args[0]);
        Files.createDirectories(to);
        var login = new HashMap<String, Object>(Map.of(
                "username", "", "directory", "internal", "directories", List.of("westholm.example", "internal")));
        write(to, "login", Sheets.page("login", login));
        login.put("username", "alice");
        login.put(
                "note",
                Map.of(
                        "tone",
                        "bad",
                        "what",
                        Sheets.WORDS.say("login.wrong"),
                        "next",
                        Sheets.WORDS.say("login.wrong.next", 2),
                        "fields",
                        true));
        write(to, "login-refused", Sheets.page("login", login));
        var all = new HashMap<>(Sheets.parts(
                List.of(
                        Sheets.desktop("eng-linux-12", "up"),
                        Sheets.starting(Sheets.desktop("office-31", "powering_up"), 3, 5),
                        Sheets.starting(Sheets.desktop("office-32", "wait_for_launch"), 1, 7),
                        Sheets.desktop("thesis-sim", "paused"),
                        Sheets.troubled(
                                Sheets.desktop("gis-04", "down"),
                                "Could not start: no host has room. It needs 32 GiB of memory; the most free is 21 GiB. Try again later."),
                        Sheets.desktop("plain-down", "down"),
                        Sheets.desktop("lost-07", "not_responding"),
                        Sheets.desktop("locked-08", "image_locked")),
                List.of(
                        Sheets.pool("Engineering", 17, 3, 50, 1),
                        Sheets.pool("Office", 61, 3, 100, 0),
                        Sheets.pool("GIS lab", 0, 6, 24, 0),
                        Sheets.pool("Exam room", 0, 0, 24, 0)),
                "office-31"));
        all.put("stream", "/none");
        all.put(
                "toast",
                Map.of("what", Sheets.WORDS.say("giveback.done", "eng-07"), "next", "Its disk is being wiped."));
        write(to, "desktops", Sheets.page("desktops", all));
        var none = new HashMap<>(Sheets.parts(List.of(), List.of(Sheets.pool("Office", 61, 3, 100, 0)), null));
        none.put("stream", "/none");
        none.put(
                "refusal",
                Map.of("what", Sheets.WORDS.say("refused.gateway"), "next", Sheets.WORDS.say("refused.gateway.next")));
        write(to, "desktops-empty", Sheets.page("desktops", none));
        write(to, "give-back", Sheets.page("give-back", Map.of("id", "1", "name", "eng-linux-12", "wiped", true)));
        write(
                to,
                "error",
                Sheets.page(
                        "error",
                        Map.of(
                                "fault",
                                Map.of(
                                        "what",
                                        "This did not work.",
                                        "next",
                                        "It is not your fault. Try again in a moment.",
                                        "quote",
                                        "c41e-07"))));
        write(
                to,
                "console",
                Sheets.page(
                        "console",
                        Map.of(
                                "id",
                                "1",
                                "name",
                                "eng-linux-12",
                                "words",
                                new tools.jackson.databind.json.JsonMapper()
                                        .writeValueAsString(Sheets.WORDS.beginning("console.js.")))));
    }

    private static void write(Path to, String name, String html) throws IOException {
        Files.writeString(to.resolve(name + ".html"), html);
    }
}
