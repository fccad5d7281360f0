package dev.foldline.domain;

import dev.foldline.domain.process.ProcessManager;
import dev.foldline.domain.version.EventVersion;
import dev.foldline.domain.version.GeneratedClasses;
import dev.foldline.domain.version.MigrationPaths;
import dev.foldline.domain.version.SchemaHistory;
import dev.foldline.domain.view.Projection;
import dev.foldline.domain.view.table.ReadModel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Several domains as one: what is registered, what a client may send, what a consumer may meet, and what the engines
 * run. Immutable.
 */
public final class Domains {

    private final List<Domain> all;

    /**
     * @throws IllegalArgumentException if two domains claim one name or record; the message names both
     */
    public Domains(Collection<? extends Domain> domains) {
        this.all = List.copyOf(domains);
        Map<String, Domain> taken = new HashMap<>();
        for (Domain domain : all) {
            for (AggregateType<?, ?, ?> type : domain.aggregates()) {
                claim(taken, "aggregate type " + type.name(), domain);
                type.commands().forEach(schema -> claim(taken, "record " + schema.getFullName(), domain));
                type.events().forEach(schema -> claim(taken, "record " + schema.getFullName(), domain));
            }
            // An earlier version of a view stays until its rebuild is done.
            domain.projections()
                    .forEach(view -> claim(taken, "view " + view.name() + " version " + view.version(), domain));
            domain.readModels().forEach(model -> claim(taken, "read model " + model.name(), domain));
            domain.processes().forEach(process -> claim(taken, "process manager " + process.name(), domain));
        }
    }

    /** The domains on the class path, found with {@link ServiceLoader}, in its order. */
    public static Domains onClassPath() {
        return new Domains(ServiceLoader.load(Domain.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    /** The domains themselves. */
    public List<Domain> all() {
        return all;
    }

    public List<AggregateType<?, ?, ?>> aggregates() {
        return all(Domain::aggregates);
    }

    public List<Projection<?>> projections() {
        return all(Domain::projections);
    }

    public List<ReadModel<?>> readModels() {
        return all(Domain::readModels);
    }

    public List<ProcessManager<?>> processes() {
        return all(Domain::processes);
    }

    /** Records of the commands topic. */
    public List<Schema> commands() {
        return all(domain -> all(domain.aggregates(), AggregateType::commands));
    }

    /** Records of the events topic, in this build's versions. */
    public List<Schema> events() {
        return all(domain -> all(domain.aggregates(), AggregateType::events));
    }

    /**
     * The shapes of an event before its present one, oldest first. Bytes of any of them may be in the log forever.
     *
     * @throws IllegalStateException if one of them has no file; see {@link SchemaHistory#before}
     */
    public static List<Schema> olderShapes(Schema event) {
        if (EventVersion.of(event) == 1) {
            return List.of();
        }
        GeneratedClasses.trust();
        Class<?> generated = SpecificData.get().getClass(event);
        if (generated == null) {
            throw new IllegalStateException(event.getFullName() + " has no generated class on the class path");
        }
        return SchemaHistory.before(generated.asSubclass(SpecificRecord.class));
    }

    /** Record of each view's topic, by the view's name; of a view in several versions, that of the highest. */
    public Map<String, Schema> views() {
        Map<String, Schema> rows = new LinkedHashMap<>();
        projections().stream()
                .sorted(Comparator.comparingInt(Projection::version))
                .forEach(view -> rows.put(view.name(), view.fold().rowSchema()));
        return rows;
    }

    /** Record of each process's state, by the name of its process manager. */
    public Map<String, Schema> processStates() {
        Map<String, Schema> states = new LinkedHashMap<>();
        processes().forEach(process -> states.put(process.name(), process.state()));
        return states;
    }

    /**
     * The migrations between versions of events.
     *
     * @throws IllegalArgumentException if two migrations contradict each other
     */
    public MigrationPaths<GenericRecord> migrationPaths() {
        return new MigrationPaths<>(all(Domain::migrations));
    }

    private <T> List<T> all(Function<Domain, List<T>> part) {
        return all(all, part);
    }

    private static <O, T> List<T> all(List<O> owners, Function<? super O, List<T>> part) {
        List<T> found = new ArrayList<>();
        owners.forEach(owner -> found.addAll(part.apply(owner)));
        return found;
    }

    private static void claim(Map<String, Domain> taken, String what, Domain domain) {
        Domain other = taken.putIfAbsent(what, domain);
        if (other != null) {
            throw new IllegalArgumentException("domains " + other.getClass().getName() + " and "
                    + domain.getClass().getName() + " both have " + what);
        }
    }
}
