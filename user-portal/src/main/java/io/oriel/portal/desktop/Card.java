package io.oriel.portal.desktop;

import io.oriel.broker.operation.Desktop;
import io.oriel.portal.page.Words;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One desktop as its card shows it.
 *
 * @param scene what stands where the picture would be
 * @param opening its person asked for it to open when it is up
 * @param reason what is wrong or going on, when {@link Scene#SAID}
 */
record Card(
        Desktop desktop,
        Scene scene,
        Glyph mark,
        boolean opening,
        @Nullable Progress progress,
        String reason,
        @Nullable String advice,
        String shape,
        String origin) {

    enum Scene {
        PICTURE,
        STARTING,
        SAID
    }

    /** A state's glyph and the tone that repeats it. */
    record Glyph(String icon, String tone) {

        /** The glyph of a VM's state; a state without one of its own is shown as unknown. */
        static Glyph of(String state) {
            return switch (state) {
                case "up" -> new Glyph("s-up", "ok");
                case "down", "unassigned" -> new Glyph("s-down", "off");
                case "wait_for_launch",
                        "powering_up",
                        "powering_down",
                        "reboot_in_progress",
                        "migrating",
                        "saving_state",
                        "restoring_state" -> new Glyph("s-busy", "busy");
                case "suspended" -> new Glyph("s-paused", "off");
                case "paused" -> new Glyph("s-paused", "warn");
                case "image_locked" -> new Glyph("s-lock", "warn");
                case "not_responding" -> new Glyph("s-bad", "bad");
                default -> new Glyph("s-unknown", "warn");
            };
        }
    }

    private static final Set<String> STARTING =
            Set.of("wait_for_launch", "powering_up", "reboot_in_progress", "restoring_state", "image_locked");
    private static final Set<String> SEEN = Set.of("up", "paused", "suspended", "migrating", "saving_state");
    private static final Set<String> EXPLAINED = Set.of("down", "powering_down", "unknown", "not_responding");

    static Card of(Desktop desktop, boolean opening, Words words) {
        var scene = scene(desktop);
        var trouble = desktop.trouble().map(Card::sentences);
        var key = "card.said." + (EXPLAINED.contains(desktop.state()) ? desktop.state() : "other");
        return new Card(
                desktop,
                scene,
                Glyph.of(desktop.state()),
                opening,
                scene == Scene.STARTING ? Progress.of(desktop, words) : null,
                trouble.map(said -> said[0]).orElseGet(() -> words.say(key)),
                trouble.map(said -> said[1]).orElseGet(() -> words.say(key + ".next")),
                words.shape(desktop.vcpus(), desktop.memoryMiB()),
                origin(desktop, words));
    }

    private static Scene scene(Desktop desktop) {
        var state = desktop.state();
        if (desktop.connectable() || SEEN.contains(state)) {
            return Scene.PICTURE;
        }
        var waitsInVain = desktop.trouble().isPresent() && !state.equals("powering_up");
        return STARTING.contains(state) && !waitsInVain ? Scene.STARTING : Scene.SAID;
    }

    /** The first sentence says what; the rest says why and what next. */
    private static String[] sentences(String trouble) {
        var end = trouble.indexOf(". ");
        return end < 0
                ? new String[] {trouble, ""}
                : new String[] {trouble.substring(0, end + 1), trouble.substring(end + 2)};
    }

    private static String origin(Desktop desktop, Words words) {
        if (desktop.pool().isEmpty()) {
            return words.say("card.origin.own");
        }
        return words.say(
                desktop.wipedAfterUse() ? "card.origin.pool.wiped" : "card.origin.pool.kept",
                desktop.pool().get());
    }

    public String id() {
        return desktop.id().toString();
    }

    public String name() {
        return desktop.name();
    }

    public String state() {
        return desktop.state();
    }

    public String word() {
        return Words.state(desktop.state());
    }

    public String glyph() {
        return mark.icon();
    }

    public String tone() {
        return mark.tone();
    }

    public boolean picture() {
        return scene == Scene.PICTURE;
    }

    public boolean pale() {
        return picture() && !desktop.connectable();
    }

    public boolean starting() {
        return scene == Scene.STARTING;
    }

    public boolean said() {
        return scene == Scene.SAID;
    }

    public boolean trouble() {
        return said() && desktop.trouble().isPresent();
    }

    public boolean connectable() {
        return desktop.connectable();
    }

    public boolean spice() {
        return desktop.spice();
    }

    public boolean vnc() {
        return desktop.vnc();
    }

    public boolean startable() {
        return said() && (desktop.state().equals("down") || trouble());
    }

    /** Nothing can be done with it but wait, or give it back. */
    public boolean idle() {
        return !connectable() && !starting() && !startable();
    }

    public boolean returnable() {
        return desktop.pool().isPresent();
    }
}
