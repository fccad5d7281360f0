package dev.foldline.command.config;

import dev.foldline.serde.RegistrySchemas;
import java.time.Duration;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * How long the schema registry is waited for.
 *
 * @param refusedTimeout after which time a schema id that the registry refuses, while it gives others, is the fault of
 *                       the command that has it
 */
public record SchemaConfig(Duration refusedTimeout) {

    private static final String REFUSED_TIMEOUT_MS = "command.schema.refused.timeout.ms";

    /** The keys of this concern. */
    public static ConfigDef keys() {
        return new ConfigDef()
                .define(
                        REFUSED_TIMEOUT_MS,
                        ConfigDef.Type.LONG,
                        60_000L,
                        ConfigDef.Range.atLeast(0L),
                        ConfigDef.Importance.LOW,
                        "How long a partition waits for a schema id that the registry answers with an error while it"
                                + " gives others. After that the command is a dead letter, code schema-unavailable. A"
                                + " registry that gives nothing is waited for without end.");
    }

    /** Takes the values of {@link #keys()} out of a service's configuration. */
    public static SchemaConfig from(AbstractConfig config) {
        return new SchemaConfig(Duration.ofMillis(config.getLong(REFUSED_TIMEOUT_MS)));
    }

    /** The patience of the workers, which have other partitions to look after. */
    public RegistrySchemas.Patience patience() {
        return RegistrySchemas.Patience.inBackground(refusedTimeout);
    }
}
