package io.oriel.loadtest.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two network namespaces joined by one cable: the server's, in which nothing listens but what the test starts, and the
 * client's, which knows the server only as {@value #NAME}.
 */
public final class Namespaces implements AutoCloseable {
    public static final String NAME = "desk.oriel.test";
    public static final String SERVER_ADDRESS = "10.98.0.1";

    private final String server;
    private final String client;

    private Namespaces(String server, String client) {
        this.server = server;
        this.client = client;
    }

    public static Namespaces create(String tag) {
        var namespaces = new Namespaces("or-s-" + tag, "or-c-" + tag);
        namespaces.remove();
        namespaces.build();
        return namespaces;
    }

    private void build() {
        var veth = "or" + Integer.toHexString(server.hashCode() & 0xffffff);
        Stream.of(
                        "ip netns add " + server,
                        "ip netns add " + client,
                        "ip link add " + veth + "s netns " + server + " type veth peer name " + veth + "c netns "
                                + client,
                        "ip -n " + server + " addr add " + SERVER_ADDRESS + "/24 dev " + veth + "s",
                        "ip -n " + client + " addr add 10.98.0.2/24 dev " + veth + "c",
                        "ip -n " + server + " link set lo up",
                        "ip -n " + client + " link set lo up",
                        "ip -n " + server + " link set " + veth + "s up",
                        "ip -n " + client + " link set " + veth + "c up")
                .forEach(line -> Command.of(line.split(" ")).run().orFail());
        try {
            for (var namespace : List.of(server, client)) {
                var directory = Files.createDirectories(Path.of("/etc/netns", namespace));
                Files.writeString(
                        directory.resolve("hosts"), "127.0.0.1 localhost\n" + SERVER_ADDRESS + " " + NAME + "\n");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<String> onServer(String... words) {
        return inside(server, words);
    }

    public List<String> onClient(String... words) {
        return inside(client, words);
    }

    private static List<String> inside(String namespace, String... words) {
        var all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        all.addAll(List.of(words));
        return all;
    }

    public String client() {
        return client;
    }

    private void remove() {
        for (var namespace : List.of(server, client)) {
            Command.of("ip", "netns", "del", namespace).run();
            try {
                Files.deleteIfExists(Path.of("/etc/netns", namespace, "hosts"));
                Files.deleteIfExists(Path.of("/etc/netns", namespace));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void close() {
        remove();
    }
}
