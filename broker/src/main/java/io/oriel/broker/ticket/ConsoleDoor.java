package io.oriel.broker.ticket;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.oriel.display.grant.ConsoleTarget;
import io.oriel.display.grant.DisplayProtocol;
import io.oriel.display.grant.SessionId;
import io.oriel.host.api.ConsoleKind;
import io.oriel.host.api.HostId;
import io.oriel.host.api.Outcome;
import io.oriel.host.api.VmId;
import io.oriel.pool.VmConsole;
import io.oriel.pool.VmPlace;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/**
 * Opens a VM's display for a moment, with a new password.
 *
 * <p>A SPICE client opens its channels within a second of each other, and each new password would shut out the channel
 * that is just dialling with the one before. So for {@link #SHARED} the channels of one session share one password, while
 * it is still valid for twice as long.
 */
public final class ConsoleDoor {
    private static final int SPICE_SECONDS = 30;
    private static final int VNC_SECONDS = 10;
    private static final Duration SHARED = Duration.ofSeconds(10);

    private final Finder finder;
    private final Function<VmId, Optional<VmPlace>> places;
    private final Opener opener;
    private final SecureRandom random;
    private final Cache<Key, Setting> shared =
            Caffeine.newBuilder().expireAfterWrite(SHARED).maximumSize(10_000).build();

    /** @param places says which host has a VM, or is about to have it */
    public ConsoleDoor(Finder finder, Function<VmId, Optional<VmPlace>> places, Opener opener, SecureRandom random) {
        this.finder = finder;
        this.places = places;
        this.opener = opener;
        this.random = random;
    }

    /** Says where a VM's display is now; empty when it has none. */
    public interface Finder {
        Optional<VmConsole> console(VmId vm, ConsoleKind kind);
    }

    /** Sets a display's password. */
    public interface Opener {
        Outcome open(VmId vm, ConsoleKind kind, String password, int seconds);
    }

    private record Key(SessionId session, HostId host) {}

    private record Setting(String password, Outcome outcome) {
        @Override
        public String toString() {
            return "Setting[" + outcome + "]";
        }
    }

    /** Which host has a VM's display, or is about to have it. */
    Optional<VmPlace> place(VmId vm) {
        return places.apply(vm);
    }

    /** Opens the display for a session's first link, with a password nobody has seen. */
    Opening openFirst(SessionId session, VmId vm, DisplayProtocol protocol) {
        shared.asMap().keySet().removeIf(key -> key.session().equals(session));
        return open(session, vm, protocol);
    }

    /** Opens the display for a link of a session. */
    Opening open(SessionId session, VmId vm, DisplayProtocol protocol) {
        var kind = kind(protocol);
        var found = finder.console(vm, kind);
        if (found.isEmpty()) {
            return new Opening.Failed("the desktop has no " + protocol + " display now");
        }
        var console = found.get();
        var setting = switch (kind) {
            case SPICE -> shared(new Key(session, console.host()), vm);
            case VNC -> set(vm, kind);
        };
        return switch (setting.outcome()) {
            case Outcome.Done() ->
                new Opening.Opened(new ConsoleTarget(
                        vm.value(), protocol, console.address(), console.port(), console.pin(), setting.password()));
            case Outcome.Refused refused -> new Opening.Failed(refused.message());
            case Outcome.Failed(var message) -> new Opening.Failed(message);
            case Outcome.Unsupported(var command) -> new Opening.Failed("the host's agent does not know " + command);
        };
    }

    /** One setting for all who ask at the same time and shortly after; a failed one is not kept. */
    private Setting shared(Key key, VmId vm) {
        var setting = shared.get(key, fresh -> set(vm, ConsoleKind.SPICE));
        if (!(setting.outcome() instanceof Outcome.Done)) {
            shared.asMap().remove(key, setting);
        }
        return setting;
    }

    private Setting set(VmId vm, ConsoleKind kind) {
        var bytes = new byte[24];
        random.nextBytes(bytes);
        var text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes); // 32 characters
        return switch (kind) {
            case SPICE -> new Setting(text, opener.open(vm, kind, text, SPICE_SECONDS));
            case VNC -> {
                var password = text.substring(0, 8); // libvirt takes no more
                yield new Setting(password, opener.open(vm, kind, password, VNC_SECONDS));
            }
        };
    }

    /** The console a protocol needs. */
    public static ConsoleKind kind(DisplayProtocol protocol) {
        return switch (protocol) {
            case SPICE -> ConsoleKind.SPICE;
            case RFB -> ConsoleKind.VNC;
        };
    }
}
