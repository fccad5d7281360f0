package dev.foldline.projection.readmodel;

import dev.foldline.domain.view.Projection;
import dev.foldline.domain.view.table.ReadModel;
import dev.foldline.projection.config.ReadModelSettings;
import dev.foldline.projection.database.ProjectionDatabase;
import dev.foldline.runtime.PipelineConfig;
import dev.foldline.runtime.StartupException;
import dev.foldline.serde.RegistrySchemas;
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

    private final Map<String, ReadModelFigures> figures = new LinkedHashMap<>();
    private final List<RunningReadModel> running = new ArrayList<>();
    private final ReadModelClients clients;
    private final ReadModelSettings settings;
    private final Admin admin;

    /**
     * What read models run with.
     *
     * @param pipeline where the pipeline is
     * @param settings which are written, and in what portions
     * @param schemas  of the rows
     * @param database that they are written to
     */
    public record Surroundings(
            PipelineConfig pipeline,
            ReadModelSettings settings,
            RegistrySchemas schemas,
            ProjectionDatabase database) {}

    private ReadModels(Surroundings around) {
        this.settings = around.settings();
        this.clients = new ReadModelClients(around.pipeline(), around.settings());
        this.admin = Admin.create(clients.admin());
    }

    /**
     * Makes the tables and begins to write them.
     *
     * @param all         the read models on the classpath
     * @param projections every version of every view
     * @throws StartupException if a read model cannot be what it says, or its table is not the one it writes
     */
    public static ReadModels start(
            Collection<ReadModel<?>> all, Collection<Projection<?>> projections, Surroundings around) {
        List<ReadModel<?>> wanted = wanted(all, around.settings().names());
        ReadModels models = new ReadModels(around);
        try {
            wanted.forEach(model -> models.start(model, rowSchema(model, projections), around));
        } catch (RuntimeException e) {
            models.close();
            throw e;
        }
        return models;
    }

    /** What each read model does here, by name. */
    public Map<String, ReadModelFigures> figures() {
        return Map.copyOf(figures);
    }

    /** Ends the transactions in hand and leaves the groups. */
    @Override
    public void close() {
        running.forEach(RunningReadModel::stop);
        running.forEach(model -> model.awaitStopped(settings.closeTimeout()));
        admin.close();
    }

    private <V extends SpecificRecord> void start(ReadModel<V> model, Schema row, Surroundings around) {
        ReadModelStore<V> store = new ReadModelStore<>(model, around.database());
        try {
            store.prepare(around.pipeline().partitions());
        } catch (SQLException e) {
            throw new StartupException(
                    "read model " + model.name() + ": its table cannot be made: " + e.getMessage(), e);
        }
        String name = model.name();
        String topic = around.pipeline().topics().projection(model.view());
        ReadModelFigures figuresOfModel = new ReadModelFigures();
        figures.put(name, figuresOfModel);
        running.add(RunningReadModel.start(
                name,
                () -> new ReadModelLoop<>(
                        new KafkaViewTopic(
                                new KafkaConsumer<>(clients.member(name)), admin, topic, ReadModelClients.CALL_TIMEOUT),
                        new RowReader<V>(around.schemas(), row),
                        store,
                        figuresOfModel,
                        ReadModelLoop.Pace.DEFAULT),
                figuresOfModel));
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
