package dev.foldline.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.runtime.ServiceConfig;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The manifests in {@code infra/kubernetes} have no field that their kind does not, and fit the services. */
class KubernetesIT {

    private static final Map<String, String> TEXTS = Repository.textFiles();
    private static final String FOLDER = "infra/kubernetes/";
    private static final Pattern KEY = Pattern.compile("(?m)^\\| `([a-z.]+)` \\| `FOLDLINE_");
    private static final Pattern LITERAL = Pattern.compile("(?m)^ *- (FOLDLINE_[A-Z_]+)=");

    /** What logging and the images' entry point read. */
    private static final Set<String> OTHER_VARIABLES = Set.of("FOLDLINE_LOG_FORMAT");

    @Test
    void noManifestHasAFieldThatItsKindDoesNotHave() {
        Map<String, String> files = manifests();
        assertThat(files).hasSizeGreaterThan(6);
        files.forEach((path, text) -> Manifests.read(path, text).forEach(Manifests.Manifest::check));
    }

    @Test
    void aFieldOfNoMeaningIsFound() {
        String text = TEXTS.getOrDefault(FOLDER + "base/command-service.yaml", "");
        for (String typo :
                List.of("terminationGracePeriodSeconds", "readinessProbe", "matchLabels", "maxUnavailable")) {
            assertThatThrownBy(() -> Manifests.read("typo", text.replaceFirst(typo + ":", typo + "s:"))
                            .forEach(Manifests.Manifest::check))
                    .as(typo)
                    .hasMessageContaining(typo + "s");
        }
        String kafka = TEXTS.getOrDefault(FOLDER + "servers/kafka.yaml", "");
        assertThatThrownBy(() -> Manifests.read("typo", kafka.replace("deleteClaim", "deleteClaims"))
                        .forEach(Manifests.Manifest::check))
                .hasMessageContaining("deleteClaims");
    }

    @Test
    void whatKustomizeMakesOfTheExampleIsRightAsAWhole() throws Exception {
        assumeTrue(
                Tool.isThere("kubectl"),
                "skipped: there is no kubectl on the PATH, so the example is not put together");
        String built = Tool.run(Repository.root().resolve(FOLDER), "kubectl", "kustomize", "overlays/example");
        List<Manifests.Manifest> all = Manifests.read("overlays/example", built);
        all.forEach(Manifests.Manifest::check);
        assertThat(all)
                .extracting(Manifests.Manifest::kind)
                .contains("StatefulSet", "Job", "PodDisruptionBudget", "ScaledObject", "Kafka", "Cluster", "ConfigMap");
        // The setup and the services must agree on it.
        assertThat(built).contains("FOLDLINE_PARTITIONS: \"48\"").containsPattern("- --partitions\\s+- \"48\"");
    }

    @Test
    void servicesKnowEveryVariableThatTheyAreGiven() {
        Set<String> shared = variables(key -> key.startsWith("foldline."));
        shared.addAll(OTHER_VARIABLES);
        assertThat(LITERAL.matcher(TEXTS.getOrDefault(FOLDER + "base/kustomization.yaml", ""))
                        .results()
                        .map(match -> match.group(1)))
                .isNotEmpty()
                .isSubsetOf(shared);
        for (String service : List.of("command", "projection")) {
            Set<String> known = variables(key -> key.startsWith(service + "."));
            known.addAll(shared);
            assertThat(given(service + "-service"))
                    .as(service)
                    .contains("FOLDLINE_INSTANCE_ID")
                    .isSubsetOf(known);
        }
    }

    /** A restart helps with little of what makes a service unready, and costs the rest of its work. */
    @Test
    void aPodIsRestartedByLivenessAndTakenOutOfServiceByReadiness() {
        for (String service : List.of("command-service", "projection-service")) {
            String file = FOLDER + "base/" + service + ".yaml";
            JsonNode container = Manifests.read(file, TEXTS.getOrDefault(file, ""))
                    .getFirst()
                    .tree()
                    .at("/spec/template/spec/containers/0");
            for (String probe : List.of("startupProbe", "livenessProbe")) {
                assertThat(container.at("/" + probe + "/httpGet/path").asText())
                        .as("%s of %s", probe, service)
                        .isEqualTo("/health/live");
            }
            assertThat(container.at("/readinessProbe/httpGet/path").asText())
                    .as(service)
                    .isEqualTo("/health/ready");
        }
    }

    @Test
    void podsRunWithoutRootAndWithoutLinksThatTheServicesWouldTakeForSettings() {
        manifests()
                .forEach((path, text) -> Manifests.read(path, text).stream()
                        .map(manifest -> manifest.tree().at("/spec/template/spec"))
                        .filter(pod -> pod.has("containers"))
                        .forEach(pod -> {
                            assertThat(pod.path("enableServiceLinks").asText())
                                    .as(path)
                                    .isEqualTo("false");
                            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean())
                                    .as(path)
                                    .isTrue();
                            pod.path("containers")
                                    .forEach(container -> assertThat(container
                                                    .at("/securityContext/allowPrivilegeEscalation")
                                                    .asText())
                                            .as(path)
                                            .isEqualTo("false"));
                        }));
    }

    private static Map<String, String> manifests() {
        Map<String, String> manifests = new TreeMap<>();
        TEXTS.forEach((path, text) -> {
            if (path.startsWith(FOLDER) && !path.endsWith("kustomization.yaml")) {
                manifests.put(path, text);
            }
        });
        return manifests;
    }

    /** Those of the keys on the page of the configuration, which another test holds against the code. */
    private static Set<String> variables(Predicate<String> keys) {
        return KEY.matcher(TEXTS.getOrDefault("infra/guides/configuration.md", ""))
                .results()
                .map(match -> match.group(1))
                .filter(keys)
                .map(ServiceConfig::variableOf)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> given(String service) {
        String file = FOLDER + "base/" + service + ".yaml";
        JsonNode variables = Manifests.read(file, TEXTS.getOrDefault(file, ""))
                .getFirst()
                .tree()
                .at("/spec/template/spec/containers/0/env");
        return StreamSupport.stream(variables.spliterator(), false)
                .map(variable -> variable.path("name").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
