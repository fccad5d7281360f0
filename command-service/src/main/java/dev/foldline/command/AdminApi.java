package dev.foldline.command;

import dev.foldline.command.config.KafkaClients;
import dev.foldline.command.config.ReadConfig;
import dev.foldline.command.deadletter.CommandResender;
import dev.foldline.command.deadletter.DeadLetterRoutes;
import dev.foldline.command.deadletter.DeadLetterService;
import dev.foldline.command.read.AggregateReader;
import dev.foldline.command.read.AggregateRoutes;
import dev.foldline.command.read.StreamHistory;
import dev.foldline.command.stream.AggregateTypes;
import dev.foldline.command.view.InlineViewRoutes;
import dev.foldline.command.view.InlineViews;
import dev.foldline.runtime.PipelineConfig;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.WrittenRecords;
import io.javalin.config.RoutesConfig;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;

/**
 * The HTTP API for operators: aggregates, dead letters, inline views. Each has connections of its own, so that none
 * delays a command.
 */
final class AdminApi implements AutoCloseable, Consumer<RoutesConfig> {

    private final CommandResender resender;
    private final InlineViews inlineViews;
    private final StreamHistory history;
    private final List<Consumer<RoutesConfig>> routes;

    AdminApi(
            KafkaClients clients, Databases databases, ReadConfig read, AggregateTypes types, RegistrySchemas schemas) {
        PipelineConfig pipeline = clients.pipeline();
        String name = "command-service-" + pipeline.instanceId();
        String resenderName = name + "-dead-letters";
        resender = new CommandResender(
                pipeline.topics().commands(),
                key -> pipeline.topics().partitioner().partitionOf(key, pipeline.partitions()),
                new KafkaProducer<>(clients.resender(resenderName)));
        DeadLetterService deadLetters = databases.deadLetters(resenderName, resender, KafkaClients.RESEND_TIMEOUT);
        inlineViews = new InlineViews(
                new InlineViews.Places(
                        databases.viewRebuilds(name + "-views"), databases.partitions(), pipeline.partitions()),
                types,
                schemas);
        history = databases.history(name + "-reads", read);
        AggregateReader reader = new AggregateReader(history, types, schemas, pipeline::partitionOf);
        routes = List.of(
                new AggregateRoutes(reader),
                new DeadLetterRoutes(deadLetters, new WrittenRecords(schemas)),
                new InlineViewRoutes(inlineViews));
    }

    @Override
    public void accept(RoutesConfig config) {
        routes.forEach(each -> each.accept(config));
    }

    @Override
    public void close() {
        inlineViews.close();
        resender.close();
        history.close();
    }
}
