package io.oriel.portal.admin;

import io.oriel.broker.BrokerModule;
import io.oriel.broker.directory.User;
import io.oriel.pool.estate.Cluster;
import io.oriel.pool.estate.ClusterId;
import io.oriel.pool.estate.Template;
import java.util.List;
import org.springframework.stereotype.Component;

/** The names that forms let people choose from. */
@Component
class Choices {
    private final BrokerModule broker;

    Choices(BrokerModule broker) {
        this.broker = broker;
    }

    List<String> clusters(User actor) {
        return broker.site().clusters().list(actor).stream()
                .map(entry -> entry.cluster().name())
                .toList();
    }

    /** The name of a cluster. */
    String cluster(User actor, ClusterId id) {
        return broker.site().clusters().list(actor).stream()
                .map(entry -> entry.cluster())
                .filter(cluster -> cluster.id().equals(id))
                .map(Cluster::name)
                .findFirst()
                .orElse(id.toString());
    }

    List<String> networks(User actor) {
        return broker.site().networks().list(actor).stream()
                .map(entry -> entry.network().name())
                .distinct()
                .toList();
    }

    List<String> storage(User actor) {
        return broker.site().storage().list(actor).stream()
                .map(entry -> entry.domain().name())
                .distinct()
                .toList();
    }

    List<String> hosts(User actor) {
        return broker.hosts().list(actor).stream()
                .map(entry -> entry.host().name())
                .toList();
    }

    List<String> templates(User actor) {
        return broker.templates().list(actor).stream()
                .map(Template::name)
                .distinct()
                .toList();
    }
}
