package dev.foldline.checks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.strimzi.api.kafka.model.kafka.Kafka;
import io.strimzi.api.kafka.model.nodepool.KafkaNodePool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Manifests as the classes generated from Kubernetes' and Strimzi's schemas take them. */
final class Manifests {

    private static final Map<String, Class<?>> TYPES = Map.of(
            "v1/ConfigMap", ConfigMap.class,
            "v1/Namespace", Namespace.class,
            "v1/Service", Service.class,
            "apps/v1/Deployment", Deployment.class,
            "apps/v1/StatefulSet", StatefulSet.class,
            "batch/v1/Job", Job.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class,
            "kafka.strimzi.io/v1/Kafka", Kafka.class,
            "kafka.strimzi.io/v1/KafkaNodePool", KafkaNodePool.class);

    /**
     * The fields of {@code spec}, one level deep, of kinds that no published class has; compared by hand with the
     * schemas of CloudNativePG and KEDA when the manifests were written.
     */
    private static final Map<String, Set<String>> FIELDS = Map.of(
            "postgresql.cnpg.io/v1/Cluster",
                    Set.of(
                            "instances",
                            "imageName",
                            "storage",
                            "walStorage",
                            "resources",
                            "postgresql",
                            "managed",
                            "bootstrap",
                            "affinity"),
            "postgresql.cnpg.io/v1/Database", Set.of("name", "owner", "cluster"),
            "keda.sh/v1alpha1/ScaledObject",
                    Set.of(
                            "scaleTargetRef",
                            "minReplicaCount",
                            "maxReplicaCount",
                            "pollingInterval",
                            "advanced",
                            "triggers"));

    private static final YAMLMapper YAML = new YAMLMapper();

    /** Without the collecting of unknown fields, for which the generated classes have a setter. */
    private static final ObjectMapper STRICT = new ObjectMapper()
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1L;

                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return Boolean.FALSE;
                }
            })
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** One document of a file. */
    record Manifest(String path, JsonNode tree) {

        String kind() {
            return tree.path("kind").asText();
        }

        /** Fails where the document has a field that its kind does not have, or a value of another type. */
        void check() {
            String type = tree.path("apiVersion").asText() + "/" + kind();
            Class<?> known = TYPES.get(type);
            if (known == null) {
                checkFields(type);
                return;
            }
            try {
                STRICT.treeToValue(tree, known);
            } catch (JsonProcessingException e) {
                throw new AssertionError(path + ", " + type + ": " + e.getOriginalMessage(), e);
            }
        }

        private void checkFields(String type) {
            Set<String> fields = FIELDS.get(type);
            if (fields == null) {
                throw new AssertionError(path + ": kind " + type + " is not known");
            }
            tree.path("spec").fieldNames().forEachRemaining(field -> {
                if (!fields.contains(field)) {
                    throw new AssertionError(path + ", " + type + ": field " + field + " is not known");
                }
            });
        }
    }

    private Manifests() {}

    /** The documents of a text. */
    static List<Manifest> read(String path, String text) {
        List<Manifest> manifests = new ArrayList<>();
        try (MappingIterator<JsonNode> documents =
                YAML.readerFor(JsonNode.class).readValues(text)) {
            documents.forEachRemaining(tree -> manifests.add(new Manifest(path, tree)));
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
        return manifests;
    }
}
