package io.oriel.loadtest.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One running appliance for all test classes that want it: started by the first, stopped after the last. */
public final class ApplianceExtension implements BeforeAllCallback {

    @Override
    public void beforeAll(ExtensionContext context) {
        Needs.root();
        Needs.programs("libvirt", "libvirtd", "qemu-system-x86_64", "qemu-img");
        context.getRoot()
                .getStore(ExtensionContext.Namespace.create(ApplianceExtension.class))
                .computeIfAbsent(Running.class, _ -> new Running(), Running.class);
    }

    /** The appliance and its network. */
    public static final class Running implements AutoCloseable {
        private static @Nullable Running current;

        private final Namespaces network;
        private final Appliance appliance;
        private final Path files;

        Running() {
            try {
                files = Files.createTempDirectory(Path.of("/var/tmp"), "oriel-lab");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            files.toFile().setExecutable(true, false);
            files.toFile().setReadable(true, false);
            network = Namespaces.create("first");
            appliance = new Appliance(network, files.resolve("state"));
            current = this;
            appliance.up();
        }

        public Namespaces network() {
            return network;
        }

        public Appliance appliance() {
            return appliance;
        }

        /** A directory for the tests' own files. */
        public Path files() {
            return files;
        }

        @Override
        public void close() {
            appliance.close();
            network.close();
        }
    }

    /** The one that {@link #beforeAll} started. */
    public static Running running() {
        return Objects.requireNonNull(Running.current, "no appliance runs");
    }
}
