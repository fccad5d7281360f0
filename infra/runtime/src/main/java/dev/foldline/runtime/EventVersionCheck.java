package dev.foldline.runtime;

import dev.foldline.contract.Topics;
import dev.foldline.domain.Domains;
import dev.foldline.domain.version.EventVersion;
import dev.foldline.domain.version.MigrationException;
import dev.foldline.domain.version.MigrationPaths;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.Subjects;
import java.util.Collection;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/**
 * Whether this build can read every version of its events that was ever registered, and so every one that may be in
 * the log: a missing migration is found at start, not on the first event that needs it.
 */
public final class EventVersionCheck {

    private EventVersionCheck() {}

    /**
     * Checks with the migrations of all domains on the classpath.
     *
     * @param events the events that this process reads, in this build's versions
     * @throws StartupException      if no migration leads from a registered version to this build's, or two migrations
     *                               contradict each other
     * @throws IllegalStateException if an event is not registered at all: the step register-schemas has not run
     * @throws dev.foldline.serde.RegistryUnavailableException if the registry did not answer
     */
    public static void run(RegistrySchemas schemas, Topics topics, Collection<Schema> events) {
        MigrationPaths<GenericRecord> paths;
        try {
            paths = Domains.onClassPath().migrationPaths();
        } catch (IllegalArgumentException e) {
            throw new StartupException(String.valueOf(e.getMessage()), e);
        }
        run(schemas, topics, events, paths);
    }

    static void run(
            RegistrySchemas schemas, Topics topics, Collection<Schema> events, MigrationPaths<GenericRecord> paths) {
        for (Schema event : events) {
            String subject = Subjects.ofRecord(topics.events(), event);
            for (Schema registered : schemas.allOf(subject)) {
                require(paths, subject, EventVersion.of(registered), event);
            }
        }
    }

    private static void require(MigrationPaths<GenericRecord> paths, String subject, int registered, Schema event) {
        int present = EventVersion.of(event);
        try {
            paths.require(event.getFullName(), registered, present);
        } catch (MigrationException e) {
            String remedy = registered < present
                    ? "give the event's Domain the missing migration"
                    : "start the build that has version " + registered + ", or give this one a step down";
            throw new StartupException(
                    e.getMessage() + "; subject " + subject + " has version " + registered + ", this build " + present
                            + ": " + remedy,
                    e);
        }
    }
}
