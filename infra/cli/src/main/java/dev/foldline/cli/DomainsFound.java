package dev.foldline.cli;

import dev.foldline.contract.Topics;
import dev.foldline.domain.AggregateType;
import dev.foldline.domain.Domains;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.Subjects;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Which domains this process has, and what belongs to none of them. */
final class DomainsFound {

    /** Names the folder of domains of one's own. */
    static final String VARIABLE = "FOLDLINE_DOMAINS";

    /** What every message about a domain that is missing ends with. */
    static final String REMEDY = "set " + VARIABLE + " to the folder with the jar of their domain";

    private DomainsFound() {}

    /** The aggregate types of the domains, for people. */
    static String names() {
        String names = Domains.onClassPath().aggregates().stream()
                .map(AggregateType::name)
                .sorted()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }

    /**
     * What is wrong with the folder of domains of one's own, in one line; empty where nothing is.
     *
     * @param folder value of the variable; null where it is not set
     */
    static Optional<String> trouble(@Nullable String folder) {
        if (folder == null || folder.isBlank()) {
            return Optional.empty();
        }
        Path jars = Path.of(folder);
        if (!Files.isDirectory(jars)) {
            return Optional.of(VARIABLE + " is " + folder + ", which is not a folder");
        }
        try (Stream<Path> files = Files.list(jars)) {
            return files.noneMatch(file -> file.toString().endsWith(".jar"))
                    ? Optional.of(VARIABLE + " is " + folder + ", which has no jar")
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.of(VARIABLE + " is " + folder + ", which cannot be read: " + e.getMessage());
        }
    }

    /**
     * Events that the registry has, and so perhaps the table, and that no domain here handles; in one line.
     *
     * @return empty where every one is handled
     */
    static Optional<String> unhandledEvents(String registryUrl) {
        Set<String> known = Domains.onClassPath().events().stream()
                .map(event -> Subjects.ofRecord(Topics.DEFAULT.events(), event))
                .collect(Collectors.toSet());
        String prefix = Topics.DEFAULT.events() + "-";
        try (SchemaRegistryClient registry = RegistrySchemas.client(registryUrl)) {
            List<String> unhandled = registry.getAllSubjects().stream()
                    .filter(subject -> subject.startsWith(prefix) && !known.contains(subject))
                    .map(subject -> subject.substring(prefix.length()))
                    .sorted()
                    .toList();
            return unhandled.isEmpty()
                    ? Optional.empty()
                    : Optional.of("no domain here handles the events " + String.join(", ", unhandled) + ": " + REMEDY);
        } catch (IOException | RestClientException e) {
            return Optional.of("the schema registry did not list its subjects: " + e.getMessage());
        }
    }
}
