package dev.foldline.domain.version;

import org.apache.avro.Schema;

/** The version number of an event's shape, a property of its schema. */
public final class EventVersion {

    /** Name of the property on a record schema that numbers the shape of an event; absent means 1. */
    public static final String PROPERTY = "eventVersion";

    private EventVersion() {}

    /** Version of an event's shape, from 1. */
    public static int of(Schema event) {
        return event.getObjectProp(PROPERTY) instanceof Integer version ? version : 1;
    }
}
