package io.oriel.portal.page;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.TreeMap;
import org.springframework.context.MessageSource;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** The portal's sentences, from {@code messages.properties}. */
@Component
public class Words {
    private final MessageSource source;

    Words(MessageSource source) {
        this.source = source;
    }

    /** The sentence of this key; an unknown key is a fault of the program. */
    public String say(String key, Object... values) {
        return source.getMessage(key, values, LocaleContextHolder.getLocale());
    }

    /** A time for people: {@code 8 s}, {@code 2 min}. Never less than a second. */
    public String time(Duration time) {
        var seconds = Math.max(1, time.plusMillis(500).toSeconds());
        return seconds < 100 ? seconds + "\u00a0s" : (seconds + 30) / 60 + "\u00a0min";
    }

    /** How long something has been so: {@code 40 s}, {@code 12 min}, {@code 5 h}, {@code 3 d}. */
    public static String age(Duration age) {
        if (age.toMinutes() < 1) {
            return Math.max(0, age.toSeconds()) + "\u00a0s";
        }
        if (age.toHours() < 1) {
            return age.toMinutes() + "\u00a0min";
        }
        return age.toDays() < 2 ? age.toHours() + "\u00a0h" : age.toDays() + "\u00a0d";
    }

    /** The words of an enumeration, each with what people call it: the message of its name behind this beginning. */
    public Map<String, String> labelled(String beginning, Enum<?>[] all) {
        var labels = new LinkedHashMap<String, String>();
        for (var one : all) {
            var word = one.name().toLowerCase(Locale.ROOT);
            labels.put(word, say(beginning + word));
        }
        return labels;
    }

    /** A size of a disk for people: {@code 20 GiB}. */
    public String bytes(long bytes) {
        return memory(bytes >> 20);
    }

    /** A size of memory for people: {@code 4 GiB}, {@code 512 MiB}. */
    public String memory(long mebibytes) {
        return mebibytes % 1024 == 0
                ? String.format(Locale.ROOT, "%,d\u00a0GiB", mebibytes / 1024)
                : mebibytes > 1024
                        ? String.format(Locale.ROOT, "%.1f\u00a0GiB", mebibytes / 1024.0)
                        : mebibytes + "\u00a0MiB";
    }

    /** Shape of a machine: {@code 2 vCPUs, 4 GiB}. */
    public String shape(int vcpus, long memoryMiB) {
        return say("card.shape", vcpus, memory(memoryMiB));
    }

    /** A state's REST name as people read it: {@code powering_up} is "Powering up". */
    public static String state(String restName) {
        var spaced = restName.replace('_', ' ');
        return spaced.isEmpty() ? spaced : Character.toUpperCase(spaced.charAt(0)) + spaced.substring(1);
    }

    /** All sentences whose key begins so, by the rest of the key. */
    public Map<String, String> beginning(String prefix) {
        var found = new TreeMap<String, String>();
        for (var key : ResourceBundle.getBundle("messages", Locale.ROOT).keySet()) {
            if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), say(key));
            }
        }
        return found;
    }
}
