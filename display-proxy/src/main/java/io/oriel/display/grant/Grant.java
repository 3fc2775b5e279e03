package io.oriel.display.grant;

import java.util.List;

/**
 * What a ticket stands for.
 *
 * @param title the desktop's name, for messages to the person
 * @param origins the portal origins a browser client may come from, e.g. {@code https://desk.example.org:8443}
 * @param maxChannels most links of one session at a time
 */
public record Grant(
        SessionId session,
        String title,
        ConsoleTarget console,
        ChannelPolicy policy,
        List<String> origins,
        int maxChannels) {
    public Grant {
        origins = List.copyOf(origins);
    }
}
