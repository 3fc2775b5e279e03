package io.oriel.portal.page;

import io.oriel.pool.event.Severity;

/**
 * A state as lists show it.
 *
 * @param glyph of the sprite, and {@code tone} its class
 */
public record Mark(String tone, String glyph, String word) {

    /** Of a VM's state, by its REST name. */
    public static Mark vm(String state) {
        var word = Words.state(state);
        return switch (state) {
            case "up" -> new Mark("ok", "s-up", word);
            case "down" -> new Mark("off", "s-down", word);
            case "wait_for_launch",
                    "powering_up",
                    "powering_down",
                    "reboot_in_progress",
                    "migrating",
                    "saving_state",
                    "restoring_state" -> new Mark("busy", "s-busy", word);
            case "suspended" -> new Mark("off", "s-paused", word);
            case "paused" -> new Mark("warn", "s-paused", word);
            case "image_locked" -> new Mark("warn", "s-lock", word);
            case "not_responding" -> new Mark("bad", "s-bad", word);
            default -> new Mark("warn", "s-unknown", word);
        };
    }

    /** Of a host's or gateway's state, by its REST name. */
    public static Mark host(String state) {
        var word = Words.state(state);
        return switch (state) {
            case "up" -> new Mark("ok", "s-up", word);
            case "unassigned", "down" -> new Mark("off", "s-down", word);
            case "maintenance" -> new Mark("off", "s-paused", word);
            case "connecting", "initializing", "preparing_for_maintenance", "draining", "installing", "reboot" ->
                new Mark("busy", "s-busy", word);
            case "pending_approval" -> new Mark("warn", "s-unknown", word);
            case "non_operational", "kdumping" -> new Mark("warn", "s-warn", word);
            default -> new Mark("bad", "s-bad", word);
        };
    }

    /** Of an event. */
    public static Mark event(Severity severity) {
        return switch (severity) {
            case NORMAL -> new Mark("off", "info", "Normal");
            case WARNING -> new Mark("warn", "s-warn", "Warning");
            case ERROR -> new Mark("bad", "s-bad", "Error");
            case ALERT -> new Mark("bad", "alert", "Alert");
        };
    }
}
