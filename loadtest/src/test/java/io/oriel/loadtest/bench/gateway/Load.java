package io.oriel.loadtest.bench.gateway;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.ToDoubleFunction;

/** What is measured of one contestant: bytes, round trips, handshakes, idle connections. */
public final class Load {
    /** Processor seconds for a gigabyte towards the client. */
    public static final String CPU = "cpu";

    /** Gigabytes in a second. */
    public static final String RATE = "rate";

    /** Microseconds. */
    public static final String MEDIAN = "p50";

    /** Microseconds. */
    public static final String NEARLY_ALL = "p99";

    /** Kilobytes a connection. */
    public static final String MEMORY = "memory";

    private static final int LINKS = 4;
    private static final int PINGS = 6_000;

    private final Clients clients;

    public Load(Clients clients) {
        this.clients = clients;
    }

    /** Megabytes of display over four links of one SPICE session, after a block each way whose SHA-256 was compared. */
    public Map<String, Double> display(Contestant contestant, boolean secured, int megabytes) throws Exception {
        var links = displays(contestant, secured, LINKS);
        try {
            return stream(contestant, links.subList(1, links.size()), megabytes);
        } finally {
            links.forEach(Link::close);
        }
    }

    /** The same over four browsers' connections. */
    public Map<String, Double> browsers(Contestant contestant, boolean secured, int megabytes) throws Exception {
        var links = new ArrayList<Link>();
        try {
            for (int i = 0; i < LINKS; i++) {
                links.add(browser(contestant, secured));
            }
            return stream(contestant, links, megabytes);
        } finally {
            links.forEach(Link::close);
        }
    }

    private Link browser(Contestant contestant, boolean secured) throws IOException, InterruptedException {
        var ticket = contestant.secret().get();
        return clients.browser(contestant.port(), secured, ticket.isEmpty() ? Optional.empty() : Optional.of(ticket));
    }

    /** A main link, then so many of displays. */
    private List<Link> displays(Contestant contestant, boolean secured, int displays)
            throws IOException, InterruptedException, GeneralSecurityException {
        var secret = contestant.secret().get();
        var links = new ArrayList<Link>();
        links.add(clients.spice(contestant.port(), secured, 0, Consoles.MAIN, secret));
        for (int i = 0; i < displays; i++) {
            links.add(clients.spice(contestant.port(), secured, Consoles.SESSION, Consoles.DISPLAY, secret));
        }
        return links;
    }

    private static Map<String, Double> stream(Contestant contestant, List<Link> links, int megabytes) throws Exception {
        for (var link : links) {
            link.exchange();
        }
        int blocks = Math.max(1, (int) (megabytes * 1_000_000L / Traffic.length() / links.size()));
        double cpu = contestant.cpu();
        long begun = System.nanoTime();
        Patience.until(
                megabytes + " MB through " + contestant.name(),
                CompletableFuture.allOf(
                        links.stream().map(link -> link.stream(blocks)).toArray(CompletableFuture[]::new)));
        double seconds = (System.nanoTime() - begun) / 1e9;
        double gigabytes = (double) blocks * Traffic.length() * links.size() / 1e9;
        return Map.of(CPU, (contestant.cpu() - cpu) / gigabytes, RATE, gigabytes / seconds);
    }

    /** Round trips of 64 bytes on a display link. */
    public Map<String, Double> pings(Contestant contestant, boolean secured) throws Exception {
        var links = displays(contestant, secured, 1);
        try {
            links.getLast().pings(PINGS / 4);
            var times = links.getLast().pings(PINGS);
            Arrays.sort(times);
            return Map.of(MEDIAN, times[PINGS / 2] / 1e3, NEARLY_ALL, times[PINGS * 99 / 100] / 1e3);
        } finally {
            links.forEach(Link::close);
        }
    }

    /** Memory that each of so many idle SPICE sessions costs, beyond what the first ones did. */
    public Map<String, Double> idleSessions(
            Contestant contestant, boolean secured, int sessions, ToDoubleFunction<Contestant> memory)
            throws Exception {
        return idle(
                contestant,
                sessions,
                memory,
                () -> clients.spice(
                        contestant.port(),
                        secured,
                        0,
                        Consoles.MAIN,
                        contestant.secret().get()));
    }

    /** Memory that each of so many idle browsers' connections costs. */
    public Map<String, Double> idleBrowsers(
            Contestant contestant, boolean secured, int sessions, ToDoubleFunction<Contestant> memory)
            throws Exception {
        return idle(contestant, sessions, memory, () -> browser(contestant, secured));
    }

    @FunctionalInterface
    private interface Opening {
        Link link() throws Exception;
    }

    private static Map<String, Double> idle(
            Contestant contestant, int sessions, ToDoubleFunction<Contestant> memory, Opening opening)
            throws Exception {
        var links = new ArrayList<Link>();
        try {
            for (int i = 0; i < Math.max(4, sessions / 10); i++) {
                links.add(opening.link());
            }
            double before = memory.applyAsDouble(contestant);
            for (int i = 0; i < sessions; i++) {
                links.add(opening.link());
            }
            return Map.of(MEMORY, (memory.applyAsDouble(contestant) - before) / sessions);
        } finally {
            links.forEach(Link::close);
        }
    }
}
