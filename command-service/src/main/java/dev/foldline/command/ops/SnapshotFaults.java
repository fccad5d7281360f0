package dev.foldline.command.ops;

import dev.foldline.command.store.StreamId;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the snapshots that cannot be used or taken, and says so once for each type and reason. Thread-safe. */
final class SnapshotFaults {

    private static final Logger log = LoggerFactory.getLogger(SnapshotFaults.class);

    /** Kinds of reasons that get a line; reasons come from outside, and could differ every time. */
    private static final int KINDS_MAX = 50;

    /** Where what a reason says of the one snapshot begins: a number, something quoted, a further cause. */
    private static final Pattern DETAIL = Pattern.compile("[\\d\"'(:].*", Pattern.DOTALL);

    private final Meters meters;
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    SnapshotFaults(Meters meters) {
        this.meters = meters;
    }

    void unusable(StreamId id, String aggregateType, String reason) {
        fault(id, aggregateType, "cannot be used, its stream is folded from its first event", reason);
    }

    void notTaken(StreamId id, String aggregateType, String reason) {
        fault(id, aggregateType, "is not taken, its stream is folded from an earlier one", reason);
    }

    private void fault(StreamId id, String aggregateType, String consequence, String reason) {
        meters.counter(CommandMetric.SNAPSHOTS_UNUSABLE, "type", aggregateType).increment();
        if (said.size() < KINDS_MAX && said.add(aggregateType + " " + consequence + " " + kind(id, reason))) {
            log.warn(
                    "snapshot of {} ({}) {}: {}; further ones of this type for this reason are only counted, in {}",
                    id.aggregateId(),
                    aggregateType,
                    consequence,
                    reason.lines().findFirst().orElse(""),
                    CommandMetric.SNAPSHOTS_UNUSABLE.id());
        }
    }

    private static String kind(StreamId id, String reason) {
        return DETAIL.matcher(reason.replace(id.aggregateId(), "")).replaceFirst("");
    }
}
