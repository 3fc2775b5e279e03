package io.oriel.loadtest.rig;

import com.zaxxer.hikari.HikariDataSource;
import io.oriel.certs.ca.MasterKey;
import io.oriel.certs.tls.TlsMaterial;
import io.oriel.host.api.EstateCommand;
import io.oriel.host.api.HostAgent;
import io.oriel.host.http.RemoteHostAgent;
import io.oriel.pool.PoolModule;
import io.oriel.pool.estate.Host;
import io.oriel.pool.estate.Timing;
import io.oriel.pool.schedule.Limits;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * A control plane's loop alone in a process, over a rig's database and host. Told {@code hold} on standard input it stops
 * before it sends its next {@link EstateCommand.StartVm}, as if the machine stood still there, until it is told {@code
 * release}; then it says how the host answered. See {@link LeaderProcess}.
 */
final class Leader {
    private static final int CONNECTIONS = 6;

    private volatile boolean holding;
    private final CountDownLatch released = new CountDownLatch(1);

    private Leader() {}

    /** @param args the database's URL and user, the directory with the control plane's certificate; password on stdin */
    public static void main(String[] args) throws IOException {
        var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var tls = TlsMaterial.load(
                Path.of(args[2]).resolve("control.pem"), Path.of(args[2]).resolve("ca.pem"));
        var leader = new Leader();
        try (var source = new HikariDataSource()) {
            source.setJdbcUrl(args[0]);
            source.setUsername(args[1]);
            source.setPassword(orders.readLine());
            source.setMaximumPoolSize(CONNECTIONS);
            try (var estate = PoolModule.open(
                    source,
                    MasterKey.openOrCreate(Path.of(args[2]).resolveSibling("secrets/master.key")),
                    host -> leader.holdable(host, tls),
                    Clock.systemUTC(),
                    impatient(),
                    Limits.standard())) {
                estate.loop().start();
                leader.obey(orders);
            }
        }
    }

    /** A start whose end is not known is given up after eight seconds and never sent again. */
    private static Timing impatient() {
        return new Timing(
                Duration.ofSeconds(3),
                Duration.ofSeconds(30),
                Duration.ofSeconds(8),
                Duration.ofSeconds(1),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(600),
                Duration.ofSeconds(5));
    }

    private void obey(BufferedReader orders) throws IOException {
        for (var order = orders.readLine(); order != null; order = orders.readLine()) {
            switch (order) {
                case "hold" -> holding = true;
                case "release" -> released.countDown();
                default -> throw new IOException("not understood: " + order);
            }
        }
    }

    private HostAgent holdable(Host host, TlsMaterial tls) {
        var remote =
                new RemoteHostAgent(URI.create("https://" + host.address() + ":" + host.agentPort()), host.id(), tls);
        return (HostAgent) Proxy.newProxyInstance(
                HostAgent.class.getClassLoader(),
                new Class<?>[] {HostAgent.class},
                (_, method, words) -> call(remote, method, words));
    }

    private Object call(HostAgent remote, Method method, Object[] words) throws Throwable {
        boolean held = holding && words != null && words.length == 1 && words[0] instanceof EstateCommand.StartVm;
        if (held) {
            holding = false;
            System.out.println("holding");
            released.await();
        }
        try {
            var answer = method.invoke(remote, words);
            if (held) {
                System.out.println(answer);
            }
            return answer;
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
