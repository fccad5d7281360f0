package dev.foldline.command.config;

import dev.foldline.command.stream.SnapshotPolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/**
 * How often streams are folded into a snapshot.
 *
 * @param everyEvents events of a stream from one snapshot to the next
 * @param ofTypes     the same for the aggregate types that differ, by name
 */
public record SnapshotConfig(int everyEvents, Map<String, Integer> ofTypes) {

    private static final String EVERY_EVENTS = "command.snapshot.every.events";
    private static final String EVERY_EVENTS_BY_TYPE = "command.snapshot.every.events.by.type";

    /** The keys of this concern. */
    public static ConfigDef keys() {
        return new ConfigDef()
                .define(
                        EVERY_EVENTS,
                        ConfigDef.Type.INT,
                        100,
                        ConfigDef.Range.atLeast(1),
                        ConfigDef.Importance.MEDIUM,
                        "Events of a stream from one snapshot to the next: about how many are folded, at most, to"
                                + " load it.")
                .define(
                        EVERY_EVENTS_BY_TYPE,
                        ConfigDef.Type.LIST,
                        List.of(),
                        ConfigDef.Importance.LOW,
                        "The same for the aggregate types that differ, as in order:50,conference:500.");
    }

    /**
     * Takes the values of {@link #keys()} out of a service's configuration.
     *
     * @throws ConfigException if an entry is not a name and a number above zero with a colon between
     */
    public static SnapshotConfig from(AbstractConfig config) {
        Map<String, Integer> ofTypes = new HashMap<>();
        for (String entry : config.getList(EVERY_EVENTS_BY_TYPE)) {
            int colon = entry.indexOf(':');
            try {
                int events = Integer.parseInt(entry.substring(colon + 1).strip());
                if (colon > 0 && events > 0) {
                    ofTypes.put(entry.substring(0, colon).strip(), events);
                    continue;
                }
            } catch (NumberFormatException e) {
                // Falls through to the one message that both cases share.
            }
            throw new ConfigException(
                    EVERY_EVENTS_BY_TYPE, entry, "must be an aggregate type and a number above zero, as in order:50");
        }
        return new SnapshotConfig(config.getInt(EVERY_EVENTS), Map.copyOf(ofTypes));
    }

    public SnapshotPolicy policy() {
        return new SnapshotPolicy(everyEvents, ofTypes);
    }
}
