package dev.foldline.projection.readmodel;

import dev.foldline.domain.view.Projection;
import dev.foldline.domain.view.table.ReadModel;
import dev.foldline.projection.config.ReadModelSettings;
import dev.foldline.runtime.StartupException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** All read models of this instance, each on a thread of its own. */
public final class ReadModels implements AutoCloseable {

    private final Map<String, ReadModelStats> stats = new LinkedHashMap<>();
    private final List<RunningReadModel> running = new ArrayList<>();
    private final ReadModelClients clients;
    private final ReadModelSettings settings;
    private final Admin admin;

    private ReadModels(ReadModelContext context) {
        this.settings = context.settings();
        this.clients = new ReadModelClients(context.pipeline(), context.settings());
        this.admin = Admin.create(clients.admin());
    }

    /**
     * Creates the tables and starts writing them.
     *
     * @param all         the read models on the classpath
     * @param projections every version of every view
     * @throws StartupException if a read model's definition is not valid, or its table is not the one it writes
     */
    public static ReadModels start(
            Collection<ReadModel<?>> all, Collection<Projection<?>> projections, ReadModelContext context) {
        List<ReadModel<?>> wanted = wanted(all, context.settings().names());
        ReadModels models = new ReadModels(context);
        try {
            wanted.forEach(model -> models.start(model, rowSchema(model, projections), context));
        } catch (RuntimeException e) {
            models.close();
            throw e;
        }
        return models;
    }

    /** The stats of each read model here, by name. */
    public Map<String, ReadModelStats> stats() {
        return Map.copyOf(stats);
    }

    /** Ends the current transactions and leaves the groups. */
    @Override
    public void close() {
        running.forEach(RunningReadModel::stop);
        running.forEach(model -> model.awaitStopped(settings.closeTimeout()));
        admin.close();
    }

    private <V extends SpecificRecord> void start(ReadModel<V> model, Schema row, ReadModelContext context) {
        ReadModelStore<V> store = new ReadModelStore<>(model, context.database());
        try {
            store.prepare(context.pipeline().partitions());
        } catch (SQLException e) {
            throw new StartupException(
                    "read model " + model.name() + ": its table cannot be made: " + e.getMessage(), e);
        }
        String name = model.name();
        String topic = context.pipeline().topics().projection(model.view());
        ReadModelStats modelStats = new ReadModelStats();
        stats.put(name, modelStats);
        running.add(RunningReadModel.start(
                name,
                () -> new ReadModelLoop<>(
                        new KafkaViewTopic(
                                new KafkaConsumer<>(clients.member(name)), admin, topic, ReadModelClients.CALL_TIMEOUT),
                        new RowReader<V>(context.schemas(), row),
                        store,
                        modelStats,
                        ReadModelLoop.Pace.DEFAULT),
                modelStats));
    }

    private static List<ReadModel<?>> wanted(Collection<ReadModel<?>> all, List<String> names) {
        Map<String, ReadModel<?>> byName = new LinkedHashMap<>();
        for (ReadModel<?> model : all) {
            if (byName.put(model.name(), model) != null) {
                throw new StartupException("two read models on the classpath are named " + model.name());
            }
        }
        if (names.contains(ReadModelSettings.ALL)) {
            return List.copyOf(byName.values());
        }
        Set<String> unknown = new TreeSet<>(names);
        unknown.removeAll(byName.keySet());
        if (!unknown.isEmpty()) {
            throw new StartupException("no read model on the classpath is named " + String.join(", ", unknown)
                    + "; there are " + String.join(", ", byName.keySet()));
        }
        byName.keySet().retainAll(names);
        return List.copyOf(byName.values());
    }

    private static Schema rowSchema(ReadModel<?> model, Collection<Projection<?>> projections) {
        return projections.stream()
                .filter(projection -> projection.name().equals(model.view()))
                .max(Comparator.comparingInt(Projection::version))
                .orElseThrow(() -> new StartupException("read model " + model.name() + " is of view " + model.view()
                        + ", which is not on the classpath; there are "
                        + projections.stream().map(Projection::name).distinct().collect(Collectors.joining(", "))))
                .fold()
                .rowSchema();
    }
}
