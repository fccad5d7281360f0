package dev.foldline.verify;

import dev.foldline.contract.Topics;
import dev.foldline.domain.Domains;
import dev.foldline.domain.view.Projection;
import dev.foldline.domain.view.table.ReadModel;
import dev.foldline.serde.AvroDecoder;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.verify.check.CheckReport;
import dev.foldline.verify.check.Findings;
import dev.foldline.verify.readmodel.CheckedReadModel;
import dev.foldline.verify.readmodel.ReadModelCheck;
import dev.foldline.verify.readmodel.ReadModelTables;
import dev.foldline.verify.source.EventRow;
import dev.foldline.verify.source.KafkaSource;
import dev.foldline.verify.source.TableReader;
import dev.foldline.verify.source.ViewQuery;
import dev.foldline.verify.view.AuthoredView;
import dev.foldline.verify.view.ViewCheck;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * The views of domains other than the examples, each compared with what its author's own fold makes of the table; and
 * by name what cannot be checked. Not thread-safe.
 */
final class AuthoredChecks implements DomainChecks {

    private final VerifyTarget target;
    private final Topics topics;
    private final KafkaSource kafka;
    private final RegistrySchemas schemas;
    private final Set<String> checkedElsewhere;
    private final Domains domains = Domains.onClassPath();

    /** Those of one name are versions of one view, of which one is shown. */
    private final Map<String, List<AuthoredView<?>>> views = new TreeMap<>();

    /** @param checkedElsewhere names of views that another check compares */
    AuthoredChecks(
            VerifyTarget target,
            Topics topics,
            KafkaSource kafka,
            RegistrySchemas schemas,
            Set<String> checkedElsewhere) {
        this.target = target;
        this.topics = topics;
        this.kafka = kafka;
        this.schemas = schemas;
        this.checkedElsewhere = checkedElsewhere;
        domains.projections().stream()
                .filter(projection -> !checkedElsewhere.contains(projection.name()))
                .sorted(Comparator.comparingInt(Projection::version))
                .forEach(projection -> views.computeIfAbsent(projection.name(), _ -> new ArrayList<>())
                        .add(view(projection)));
    }

    @Override
    public void row(EventRow row) {
        views.values().forEach(versions -> versions.forEach(view -> view.row(row)));
    }

    @Override
    public void endPartition(TableReader tables, int partition) {
        // Inline tables of other domains have columns that only their authors know.
    }

    @Override
    public List<CheckReport> reports() {
        List<CheckReport> reports = new ArrayList<>();
        List<String> unchecked = new ArrayList<>(topicsWithoutView());
        views.forEach((name, versions) -> {
            if (versions.stream().allMatch(AuthoredView::isUnknown)) {
                unchecked.add(name + " (it cannot tell the rows of some events)");
            } else {
                reports.add(compare(versions));
            }
        });
        List<CheckedReadModel> models = readModels();
        if (!models.isEmpty()) {
            try (ReadModelTables tables = ReadModelTables.open(target.jdbcUrl())) {
                reports.add(new ReadModelCheck(
                                "read models of other domains equal views", kafka, topics, schemas, target.waitMax())
                        .run(models, tables));
            }
        }
        if (!unchecked.isEmpty()) {
            reports.add(new Findings("not checked: " + String.join(", ", unchecked)).report(Map.of()));
        }
        return reports;
    }

    private List<CheckedReadModel> readModels() {
        Map<String, Schema> rows = domains.views();
        List<CheckedReadModel> models = new ArrayList<>();
        for (ReadModel<?> model : domains.readModels()) {
            Schema row = rows.get(model.view());
            if (row != null && !checkedElsewhere.contains(model.view())) {
                models.add(CheckedReadModel.of(model, row));
            }
        }
        return models;
    }

    /** What is on the topics of views that no domain of this process has. */
    private List<String> topicsWithoutView() {
        String prefix = topics.projection("");
        Set<String> known = new HashSet<>(checkedElsewhere);
        known.addAll(views.keySet());
        return kafka.topics().stream()
                .filter(topic -> topic.startsWith(prefix))
                .map(topic -> topic.substring(prefix.length()))
                .filter(view -> !known.contains(view))
                .sorted()
                .map(view -> view + " (no domain in FOLDLINE_DOMAINS has this view)")
                .toList();
    }

    /** Compares the version that the topic shows; the last one where it shows none. */
    private CheckReport compare(List<AuthoredView<?>> versions) {
        AuthoredView<?> last = versions.getLast();
        AvroDecoder decoder = new AvroDecoder(schemas, List.of(last.schema()));
        ViewTopic topic = new ViewTopic(kafka, topics.projection(last.name()), decoder, target.waitMax());
        Map<String, SpecificRecord> shown =
                topic.readUntil(rows -> versions.stream().anyMatch(view -> isShown(view, rows)));
        AuthoredView<?> view = versions.stream()
                .filter(version -> isShown(version, shown))
                .findFirst()
                .orElse(last);
        ViewCheck check = new ViewCheck(view.findings(), view.rows());
        check.compareAll("topic", view.comparable(shown));
        try (ViewQuery query = new ViewQuery(target.queryUrl(), view.name())) {
            new ViewSample(query, view.schema(), target.waitMax()).compare(check);
        }
        CheckReport report = check.report();
        if (view.unknownRows() == 0) {
            return report;
        }
        Map<String, Long> counts = new LinkedHashMap<>(report.counts());
        counts.put("not checked because of an event that could not be applied", view.unknownRows());
        return new CheckReport(report.name(), counts, report.differences(), report.firstDifference());
    }

    private static boolean isShown(AuthoredView<?> view, Map<String, SpecificRecord> rows) {
        return !view.isUnknown() && view.rows().equals(view.comparable(rows));
    }

    private <V extends SpecificRecord> AuthoredView<V> view(Projection<V> projection) {
        AvroDecoder decoder =
                new AvroDecoder(schemas, projection.fold().events().stream().toList());
        return new AuthoredView<>(
                projection,
                decoder::decode,
                new Findings("view " + projection.name() + " equals its author's fold of the table"));
    }
}
