package dev.foldline.contract;

import dev.foldline.domain.version.Migration;
import dev.foldline.domain.version.MigrationPaths;
import dev.foldline.domain.version.SchemaHistory;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;

/**
 * The Avro records that one domain brings: what is registered, what a client may send, what a consumer may meet.
 *
 * <p>Found with {@link ServiceLoader}: a jar on the classpath adds a domain. Each schema has a generated class under
 * its full name.
 */
public interface DomainRecords {

    /** Records of the commands topic. */
    List<Schema> commands();

    /** Records of the events topic. */
    List<Schema> events();

    /** Record of each view's topic, by the view's name. */
    Map<String, Schema> views();

    /** Record of each process's state, by the name of its process manager; none where the domain has no process. */
    default Map<String, Schema> processes() {
        return Map.of();
    }

    /**
     * Steps between versions of its events, by full record name; none where no event has changed its meaning.
     *
     * <p>A step gets a record as its writer's schema has it: texts are {@link String}, and what has a logical type is
     * the plain value that Avro writes, so a time is a {@code long}. It gives a record of the version that it leads
     * to.
     */
    default List<Migration<GenericRecord>> migrations() {
        return List.of();
    }

    /**
     * Older shapes of its events as they were once registered, oldest first; {@link SchemaHistory} reads them from
     * committed files. An event of version 3 has two: bytes of either may stand in the log for ever.
     */
    default List<Schema> olderEvents() {
        return List.of();
    }

    /** All domains on the classpath. */
    static List<DomainRecords> all() {
        return ServiceLoader.load(DomainRecords.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** The ways between versions of the events of all domains on the classpath. */
    static MigrationPaths<GenericRecord> migrationPaths() {
        return new MigrationPaths<>(
                all().stream().flatMap(domain -> domain.migrations().stream()).toList());
    }
}
