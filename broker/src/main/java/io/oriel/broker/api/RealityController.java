package io.oriel.broker.api;

import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.RealityAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.DiskId;
import io.oriel.pool.estate.Finding;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code /api/v1/reality}: what is there and in no row, or the other way round. */
@RestController
@RequestMapping("/api/v1/reality")
class RealityController {
    private static final String NAME = "[^\\p{Cc}]{1,63}";

    private final RealityAdmin reality;

    RealityController(RealityAdmin reality) {
        this.reality = reality;
    }

    record ShownFinding(
            String id,
            String kind,
            Optional<String> name,
            String place,
            Optional<String> power,
            Optional<Long> bytes,
            String text) {
        static ShownFinding of(Finding finding) {
            return new ShownFinding(
                    finding.id().toString(),
                    finding.kind().name().toLowerCase(Locale.ROOT),
                    Optional.of(finding.name()).filter(name -> !name.isEmpty()),
                    finding.placeName(),
                    finding.power().map(power -> power.name().toLowerCase(Locale.ROOT)),
                    finding.bytes(),
                    finding.text());
        }
    }

    record Shown(List<ShownFinding> findings, List<String> unseen) {}

    record Adopted(
            @Nullable String vm,
            @Nullable String host,
            @Nullable String name) {}

    record Quarantined(@Nullable String image, @Nullable String storage) {}

    record Forgotten(@Nullable String vm) {}

    record Begun(String job) {}

    @Allowed(UseCase.REALITY_LIST)
    @GetMapping
    Shown list(ServerWebExchange exchange) {
        var found = reality.list(Actor.of(exchange));
        return new Shown(found.findings().stream().map(ShownFinding::of).toList(), found.unseen());
    }

    @Allowed(UseCase.REALITY_ADOPT)
    @PostMapping("/adopt")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Begun adopt(ServerWebExchange exchange, @RequestBody Adopted body) {
        var actor = Actor.of(exchange);
        var fields = new Fields();
        var vm = uuid(fields, "vm", body.vm());
        var host = optional(fields, "host", body.host());
        var name = optional(fields, "name", body.name());
        fields.check();
        return new Begun(reality.adopt(actor, new VmId(vm), host, name).toString());
    }

    @Allowed(UseCase.REALITY_QUARANTINE)
    @PostMapping("/quarantine")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Begun quarantine(ServerWebExchange exchange, @RequestBody Quarantined body) {
        var actor = Actor.of(exchange);
        var fields = new Fields();
        var image = uuid(fields, "image", body.image());
        var storage = optional(fields, "storage", body.storage());
        fields.check();
        return new Begun(reality.quarantine(actor, new DiskId(image), storage).toString());
    }

    @Allowed(UseCase.REALITY_FORGET)
    @PostMapping("/forget")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void forget(ServerWebExchange exchange, @RequestBody Forgotten body) {
        var actor = Actor.of(exchange);
        var fields = new Fields();
        var vm = uuid(fields, "vm", body.vm());
        fields.check();
        reality.forget(actor, new VmId(vm));
    }

    private static Optional<String> optional(Fields fields, String field, @Nullable String value) {
        return Optional.ofNullable(value).map(text -> fields.match(field, text, NAME));
    }

    private static UUID uuid(Fields fields, String field, @Nullable String value) {
        var text = fields.text(field, value);
        try {
            return text.isEmpty() ? new UUID(0, 0) : UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            fields.wrong(field, "uuid", field + " is a UUID");
            return new UUID(0, 0);
        }
    }
}
