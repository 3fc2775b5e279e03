package io.oriel.portal.desktop;

import io.oriel.broker.operation.Desktop;
import io.oriel.broker.operation.PoolOffer;
import io.oriel.host.api.VmId;
import io.oriel.pool.estate.PoolId;
import io.oriel.portal.page.Words;
import io.oriel.portal.page.WordsOfTests;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.thymeleaf.context.Context;
import org.thymeleaf.spring6.SpringWebFluxTemplateEngine;
import org.thymeleaf.templateresolver.ClassLoaderTemplateResolver;

/** The pages with made-up people and machines, so that every state can be seen. */
public final class Sheets {
    public static final Words WORDS = WordsOfTests.words();
    private static final SpringWebFluxTemplateEngine ENGINE = engine();

    private Sheets() {}

    public static Desktop desktop(String name, String state) {
        return new Desktop(
                new VmId(UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))),
                name,
                state,
                state.equals("up"),
                state.equals("up"),
                state.equals("up"),
                Optional.of("Engineering"),
                2,
                4096,
                true,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    public static Desktop starting(Desktop of, int passed, int left) {
        return new Desktop(
                of.id(),
                of.name(),
                of.state(),
                false,
                false,
                false,
                of.pool(),
                of.vcpus(),
                of.memoryMiB(),
                of.wipedAfterUse(),
                Optional.of(Duration.ofSeconds(left)),
                Optional.of(Duration.ofSeconds(passed)),
                Optional.empty());
    }

    public static Desktop troubled(Desktop of, String trouble) {
        return new Desktop(
                of.id(),
                of.name(),
                of.state(),
                false,
                false,
                false,
                of.pool(),
                of.vcpus(),
                of.memoryMiB(),
                of.wipedAfterUse(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(trouble));
    }

    /**
     * A pool of this many desktops; its people may have one each.
     *
     * @param mine of them, this person's
     */
    public static PoolOffer pool(String name, int ready, int startable, int size, int mine) {
        return new PoolOffer(
                new PoolId(UUID.nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))),
                name,
                "Linux, office programs",
                2,
                4096,
                ready,
                startable,
                size - ready - startable,
                size,
                mine,
                1,
                Optional.of(Duration.ofSeconds(40)));
    }

    static String live(List<Desktop> desktops, List<PoolOffer> pools) {
        return ENGINE.process("live", java.util.Set.of("live"), context(parts(desktops, pools, null)));
    }

    public static Map<String, Object> parts(
            List<Desktop> desktops, List<PoolOffer> pools, @org.jspecify.annotations.Nullable String opening) {
        return Map.of(
                "cards",
                desktops.stream()
                        .map(desktop -> Card.of(desktop, desktop.name().equals(opening), WORDS))
                        .toList(),
                "pools",
                pools.stream().map(pool -> PoolRow.of(pool, WORDS)).toList());
    }

    public static String page(String template, Map<String, Object> values) {
        return ENGINE.process(template, context(values));
    }

    private static Context context(Map<String, Object> values) {
        var context = new Context(Locale.ENGLISH);
        context.setVariable("csrf", "token");
        context.setVariable("person", "Alice Lindqvist");
        context.setVariable("login", "alice@internal");
        context.setVariable("here", "desktops");
        values.forEach(context::setVariable);
        return context;
    }

    private static SpringWebFluxTemplateEngine engine() {
        var resolver = new ClassLoaderTemplateResolver();
        resolver.setPrefix("templates/");
        resolver.setSuffix(".html");
        resolver.setCharacterEncoding("UTF-8");
        var engine = new SpringWebFluxTemplateEngine();
        engine.setTemplateResolver(resolver);
        engine.setTemplateEngineMessageSource(WordsOfTests.source());
        return engine;
    }
}
