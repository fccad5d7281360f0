package dev.foldline.verify;

import dev.foldline.contract.Topics;
import dev.foldline.schema.CommandResult;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.pin.SchemaPin;
import dev.foldline.serde.pin.SchemaPins;
import dev.foldline.verify.check.CheckReport;
import dev.foldline.verify.check.CommandCheck;
import dev.foldline.verify.check.DeadLetterCheck;
import dev.foldline.verify.check.EventTopicCheck;
import dev.foldline.verify.check.PartitionWalk;
import dev.foldline.verify.check.PlacementCheck;
import dev.foldline.verify.check.ResultCheck;
import dev.foldline.verify.check.SchemaCheck;
import dev.foldline.verify.check.SequenceCheck;
import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.ExampleRecords;
import dev.foldline.verify.source.KafkaSource;
import dev.foldline.verify.source.PartitionCursor;
import dev.foldline.verify.source.TableReader;
import dev.foldline.verify.source.TopicReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One verification of a pipeline, which may be running: it compares all that was decided when it began.
 *
 * <p>Per partition: the ends of the topics are looked up, then {@code command_partitions} once more. What the topics
 * hold was in the tables before, so a record that the tables do not have is a fault, unless it lies between the two
 * looks.
 */
public final class Verification {

    private static final long ADVANCE_EVENTS = 1_000;

    private final VerifyTarget target;
    private final VerifyProgress progress;
    private final Topics topics = Topics.DEFAULT;
    private final KafkaSource kafka;
    private final SequenceCheck sequence = new SequenceCheck();
    private final CommandCheck commands = new CommandCheck();
    private final DeadLetterCheck deadLetters = new DeadLetterCheck();
    private final ResultCheck results;
    private final List<DomainChecks> domains;
    private EventTopicCheck eventTopic = new EventTopicCheck(Map.of());
    private @Nullable PlacementCheck placement;
    private long events;

    public Verification(VerifyTarget target, VerifyProgress progress) {
        this.target = target;
        this.progress = progress;
        this.kafka = new KafkaSource(target.bootstrapServers());
        RegistrySchemas schemas = RegistrySchemas.at(target.registryUrl());
        this.results = new ResultCheck(new AvroDecoder(schemas, List.of(CommandResult.getClassSchema()))::decode);
        this.domains = domainChecks(schemas);
    }

    private List<DomainChecks> domainChecks(RegistrySchemas schemas) {
        List<DomainChecks> checks = new ArrayList<>();
        Set<String> examples = Set.of();
        if (ExampleRecords.arePresent()) {
            ExampleChecks ofExamples = new ExampleChecks(target, topics, kafka, schemas);
            examples = Set.copyOf(ofExamples.viewNames());
            checks.add(ofExamples);
        }
        checks.add(new AuthoredChecks(target, topics, kafka, schemas, examples));
        return checks;
    }

    /**
     * Runs all checks; to be called once.
     *
     * @return one report per check, failed ones among them; where the registry has other schemas than events were
     *     written with, only the one that says so, as nothing else can be read
     * @throws dev.foldline.verify.source.VerifyException         if a source could not be read
     * @throws dev.foldline.serde.RegistryUnavailableException if the registry did not give a schema
     */
    public List<CheckReport> run() {
        try (kafka;
                TableReader tables = TableReader.open(target.jdbcUrl())) {
            Map<Integer, SchemaPin> pins = tables.schemaPins();
            CheckReport schemas = SchemaCheck.of(pins, comparing(pins));
            if (!schemas.ok()) {
                return List.of(schemas);
            }
            eventTopic = new EventTopicCheck(pins);
            List<PartitionCursor> decided = new PipelineWait(target.waitMax(), topics, kafka, tables).untilIdle();
            progress.begin(decided.stream()
                    .mapToLong(cursor -> cursor.nextPosition() - 1)
                    .sum());
            placement = new PlacementCheck(tables.partitioning(), tables.acknowledgedStreams());
            decided.forEach(cursor -> comparePartition(tables, cursor));
            List<CheckReport> reports = new ArrayList<>(List.of(
                    schemas,
                    sequence.positions(),
                    sequence.versions(),
                    placement.report(),
                    eventTopic.report(),
                    results.report(),
                    commands.report(),
                    deadLetters.report()));
            domains.forEach(checks -> reports.addAll(checks.reports()));
            return reports;
        }
    }

    private RegistrySchemas comparing(Map<Integer, SchemaPin> pins) {
        return RegistrySchemas.at(target.registryUrl(), RegistrySchemas.Patience.WAITING, SchemaPins.of(pins));
    }

    private void comparePartition(TableReader tables, PartitionCursor read) {
        int partition = read.partition();
        try (TopicReader eventRecords = kafka.open(topics.events(), partition);
                TopicReader resultRecords = kafka.open(topics.commandResults(), partition);
                TopicReader letterRecords = kafka.open(topics.commandsDlq(), partition);
                TopicReader commandRecords = kafka.open(topics.commands(), partition)) {
            PartitionCursor later = tables.cursors().stream()
                    .filter(cursor -> cursor.partition() == partition)
                    .findFirst()
                    .orElse(read);
            eventTopic.beginPartition(eventRecords);
            PartitionWalk walk = new PartitionWalk(new PartitionWalk.Sources(
                    commandRecords,
                    tables.events(read),
                    tables.outcomes(read),
                    resultRecords,
                    tables.repeatedOffsets(read),
                    tables.decidedAgain(read),
                    read,
                    later,
                    commandRecords.begin(),
                    resultRecords.begin() > 0));
            Consumer<EventRow> onRow = this::row;
            walk.run(onRow, commands, results);
            sequence.endPartition(read, tables.eventsBeyondNextPosition(partition));
            eventTopic.endPartition(read, later);
            domains.forEach(checks -> checks.endPartition(tables, partition));
            deadLetters.partition(tables.deadLetters(later), letterRecords, letterRecords.begin() > 0);
        }
    }

    private void row(EventRow row) {
        sequence.row(row);
        Objects.requireNonNull(placement, "set before the rows are read").row(row);
        eventTopic.row(row);
        domains.forEach(checks -> checks.row(row));
        events++;
        if (events % ADVANCE_EVENTS == 0) {
            progress.advance(ADVANCE_EVENTS);
        }
    }
}
