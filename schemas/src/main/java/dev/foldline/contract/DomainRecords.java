package dev.foldline.contract;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.apache.avro.Schema;

/**
 * The Avro records that one domain brings: what is registered, what a client may send, what a consumer may meet.
 *
 * <p>Found with {@link ServiceLoader}: a jar on the classpath adds a domain. Each schema has a generated class under
 * its full name.
 */
public interface DomainRecords {

    /** Name of the property on a record schema that numbers the shape of an event; absent means 1. */
    String EVENT_VERSION_PROPERTY = "eventVersion";

    /** Records of the commands topic. */
    List<Schema> commands();

    /** Records of the events topic. */
    List<Schema> events();

    /** Record of each view's topic, by the view's name. */
    Map<String, Schema> views();

    /** All domains on the classpath. */
    static List<DomainRecords> all() {
        return ServiceLoader.load(DomainRecords.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** Version of an event's shape, from 1. */
    static int eventVersion(Schema event) {
        return event.getObjectProp(EVENT_VERSION_PROPERTY) instanceof Integer version ? version : 1;
    }
}
