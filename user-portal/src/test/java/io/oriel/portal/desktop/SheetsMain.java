package io.oriel.portal.desktop;

import io.oriel.portal.admin.FormSheets;
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
        admin(to);
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
                                "Could not start: no host has room. It needs 32 GiB of memory; the most free is 21"
                                        + " GiB. Try again later."),
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
                                "client",
                                "vnc",
                                "clip",
                                Map.of("in", true, "out", true, "deaf", false, "sends", true, "fetches", true),
                                "words",
                                new tools.jackson.databind.json.JsonMapper()
                                        .writeValueAsString(Sheets.WORDS.beginning("console.js.")))));
    }

    /** The administrators' pages. */
    private static void admin(Path to) throws IOException {
        var hosts = new HashMap<String, Object>(Map.of("admin", true, "here", "hosts", "clusters", List.of("Default")));
        hosts.put("wish", Map.of("name", "hv01", "address", "10.77.0.15", "port", 8446));
        hosts.put(
                "wrong",
                Map.of(
                        "what",
                        Sheets.WORDS.say("admin.refused"),
                        "next",
                        "There is a host hv01 already; for a new join command ask for a token."));
        write(to, "hosts-wrong", Sheets.page("host-form", hosts));
        var gateways = new HashMap<String, Object>(Map.of("admin", true, "here", "gateways"));
        gateways.put(
                "rows",
                List.of(
                        host("gw1", "ok", "s-up", "Up", "desk.example.org:8444", "", "2027-02-21"),
                        host("gw2", "bad", "s-bad", "Non responsive", "desk2.example.org:8444", "", "2027-02-21")));
        gateways.put("barred", Map.of());
        gateways.put("wish", Map.of("name", "", "publicName", "", "port", 8444));
        write(to, "gateways", Sheets.page("gateways", gateways));
        var line = "https://desk.example.org:8445/join/" + "5c".repeat(32) + "/" + "aB3_".repeat(10)
                + "xyz?host=hv05&address=10.77.0.15&port=8446";
        write(
                to,
                "join",
                Sheets.page(
                        "join",
                        Map.of(
                                "admin",
                                true,
                                "here",
                                "hosts",
                                "member",
                                "host",
                                "said",
                                Sheets.WORDS.say("hosts.added", "hv05"),
                                "command",
                                "oriel host-agent --join '" + line + "'",
                                "caution",
                                "Only this machine reaches the control port at https://localhost:8445. For others set"
                                        + " oriel.control.listen and oriel.control.url, and start again.")));
        upload(to);
        write(
                to,
                "remove",
                Sheets.page("remove", Map.of("admin", true, "here", "gateways", "tab", "gateways", "name", "gw2")));
    }

    private static void upload(Path to) throws IOException {
        var page = new HashMap<String, Object>(Map.of("admin", true, "here", "templates", "storage", List.of("local")));
        page.put("form", FormSheets.form(Map.of(), Map.of(), Sheets.WORDS));
        write(to, "upload", Sheets.page("upload", page));
        page.put(
                "form",
                FormSheets.form(
                        Map.of("name", "windows 11"),
                        Map.of("file", "The file cannot become template windows 11: it is not a qcow2 image."),
                        Sheets.WORDS));
        write(to, "upload-refused", Sheets.page("upload", page));
    }

    private static Map<String, Object> host(
            String name, String tone, String glyph, String state, String address, String shape, String until) {
        var row = new HashMap<String, Object>(
                Map.of("name", name, "tone", tone, "glyph", glyph, "state", state, "address", address, "shape", shape));
        row.put("until", until.isEmpty() ? null : until);
        row.putAll(Map.of("cluster", "Default", "idle", false, "bootKeys", 0));
        return row;
    }

    private static void write(Path to, String name, String html) throws IOException {
        Files.writeString(to.resolve(name + ".html"), html);
    }
}
