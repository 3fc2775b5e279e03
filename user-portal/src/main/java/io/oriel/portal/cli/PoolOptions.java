package io.oriel.portal.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be said of a pool when it is made and when it is changed; what is not given is not sent. */
final class PoolOptions {
    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description =
                    "automatic (or floating): a desktop goes back when it is powered off; manual (or dedicated): it"
                            + " stays its user's")
    private @Nullable String type;

    @Option(
            names = "--use-latest",
            negatable = true,
            arity = "0",
            description = "new versions of the template are rolled out by themselves")
    private @Nullable Boolean useLatest;

    @Option(names = "--idle", paramLabel = "SECONDS", description = "without a key or a movement; 0: never")
    private @Nullable Long idle;

    @Option(names = "--on-idle", paramLabel = "WHAT", description = "nothing, lock, log_out, shut_down or suspend")
    private @Nullable String onIdle;

    @Option(names = "--disconnected", paramLabel = "SECONDS", description = "without a connection; 0: never")
    private @Nullable Long disconnected;

    @Option(
            names = "--on-disconnect",
            paramLabel = "WHAT",
            description = "nothing, lock, log_out, shut_down or suspend")
    private @Nullable String onDisconnect;

    @Option(names = "--longest-session", paramLabel = "SECONDS", description = "then it is ended; 0: never")
    private @Nullable Long longestSession;

    @Option(
            names = "--refresh",
            paramLabel = "WHEN",
            description = "a free desktop's disk is made anew: at_give_back, never, or the number of days after which")
    private @Nullable String refresh;

    @Option(
            names = "--unused",
            paramLabel = "SECONDS",
            description = "a desktop whose user has not come for so long is taken back; 0: never")
    private @Nullable Long unused;

    @Option(
            names = "--refuse",
            paramLabel = "CHANNEL",
            split = ",",
            description =
                    "clipboard_in, clipboard_out, files, usb, record, playback, smartcard, webdav; none: all pass")
    private @Nullable List<String> refused;

    @Option(
            names = "--second-viewer",
            paramLabel = "WHAT",
            description = "of a desktop its user has open already: take_over (the earlier is closed) or refuse")
    private @Nullable String secondViewer;

    /** Adds what was given to a request. */
    void into(Map<String, Object> body) {
        put(body, "type", type);
        put(body, "useLatest", useLatest);
        Map<String, Object> policy = new LinkedHashMap<>();
        put(policy, "idleSeconds", idle);
        put(policy, "onIdle", onIdle);
        put(policy, "disconnectedSeconds", disconnected);
        put(policy, "onDisconnect", onDisconnect);
        put(policy, "longestSessionSeconds", longestSession);
        if (refresh != null && refresh.matches("\\d{1,4}")) {
            policy.put("refresh", "every_days");
            policy.put("refreshDays", Long.parseLong(refresh));
        } else {
            put(policy, "refresh", refresh);
        }
        put(policy, "unusedSeconds", unused);
        if (refused != null) {
            policy.put("refusedChannels", refused.equals(List.of("none")) ? List.of() : lower(refused));
        }
        put(policy, "secondViewer", secondViewer);
        if (!policy.isEmpty()) {
            body.put("policy", policy);
        }
    }

    private static List<String> lower(List<String> words) {
        return words.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
    }

    static void put(Map<String, Object> body, String key, @Nullable Object value) {
        if (value != null) {
            body.put(key, value);
        }
    }
}
