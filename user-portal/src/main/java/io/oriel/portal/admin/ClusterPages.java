package io.oriel.portal.admin;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.access.ObjectRef;
import io.oriel.broker.directory.User;
import io.oriel.broker.operation.Allowed;
import io.oriel.broker.operation.ClusterAdmin;
import io.oriel.broker.operation.UseCase;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.CpuLevel;
import io.oriel.pool.estate.PolicyParameter;
import io.oriel.pool.estate.SchedulingPolicy;
import io.oriel.portal.admin.list.Lists;
import io.oriel.portal.admin.list.Tab;
import io.oriel.portal.page.Notice;
import io.oriel.portal.page.Words;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebSession;

/** Clusters, and how each chooses a host. */
@Controller
@RequestMapping("/admin/clusters")
class ClusterPages {
    private static final String HERE = "clusters";
    private static final String PARAMETERS = "parameters.";

    private final ClusterAdmin clusters;
    private final Lists lists;
    private final Barred barred;
    private final Faults faults;
    private final Words words;

    ClusterPages(BrokerModule broker, Lists lists, Barred barred, Faults faults, Words words) {
        this.clusters = broker.site().clusters();
        this.lists = lists;
        this.barred = barred;
        this.faults = faults;
        this.words = words;
    }

    @Allowed(UseCase.CLUSTER_LIST)
    @GetMapping
    String list(
            @AuthenticationPrincipal User user,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "1") int page,
            Model model,
            WebSession session) {
        Notice.show(session, model);
        return lists.page(user, Tab.CLUSTERS, q, page, model);
    }

    @Allowed(UseCase.CLUSTER_SHOW)
    @GetMapping("/{name}")
    String edit(@AuthenticationPrincipal User user, @PathVariable String name, Model model) {
        var cluster = clusters.show(user, name).cluster();
        var values = new LinkedHashMap<String, String>();
        values.put("name", cluster.name());
        values.put("description", cluster.description());
        values.put("cpuLevel", cluster.cpuLevel().map(CpuLevel::name).orElse(""));
        values.put("policy", cluster.policy().kind().word());
        cluster.policy().said().forEach((parameter, value) -> values.put(PARAMETERS + parameter, value));
        return page(user, cluster, Form.filled(values, words), model);
    }

    @Allowed(UseCase.CLUSTER_EDIT)
    @PostMapping("/{name}")
    String change(
            @AuthenticationPrincipal User user,
            @PathVariable String name,
            ServerWebExchange exchange,
            Model model,
            ServerHttpResponse response,
            WebSession session) {
        var form = Form.posted(exchange, words);
        var cluster = clusters.show(user, name).cluster();
        var before = cluster.policy().kind();
        var parameters = new LinkedHashMap<String, String>();
        if (form.text("policy").equals(before.word())) {
            known(before).keySet().forEach(it -> parameters.put(it, form.text(PARAMETERS + it)));
        }
        var wish = new ClusterAdmin.Wish(
                Optional.of(form.text("name")),
                Optional.of(form.text("description")),
                Optional.empty(),
                Optional.of(form.text("cpuLevel")),
                form.given("policy"),
                parameters);
        if (faults.attempt(form, () -> clusters.edit(user, name, wish)).isEmpty()) {
            return Shown.refused(response, page(user, cluster, form, model));
        }
        Notice.done(words.say("clusters.changed", form.text("name")), words.say("clusters.changed.next"))
                .keep(session);
        return "redirect:/admin/clusters";
    }

    private String page(User user, Cluster cluster, Form form, Model model) {
        var policies = new LinkedHashMap<String, String>();
        Arrays.stream(SchedulingPolicy.Kind.values())
                .forEach(kind -> policies.put(kind.word(), words.say("policy." + kind.word())));
        model.addAttribute("form", form);
        model.addAttribute("old", cluster.name());
        model.addAttribute("barred", barred.on(user, ObjectRef.of(cluster.id()), UseCase.CLUSTER_EDIT));
        model.addAttribute("policies", policies);
        model.addAttribute("parameters", known(cluster.policy().kind()));
        model.addAttribute("here", HERE);
        return "cluster";
    }

    /** The parameters that a policy has, with what each may be. */
    private Map<String, String> known(SchedulingPolicy.Kind kind) {
        var all = new LinkedHashMap<String, String>();
        for (var parameter : PolicyParameter.values()) {
            if (parameter.of(kind)) {
                var standard = parameter.standard().orElse("–");
                all.put(parameter.word(), Faults.sentence(words.say("clusters.parameter", parameter.rule(), standard)));
            }
        }
        return all;
    }
}
