package dev.foldline.contract;

/**
 * Names of the record headers: CloudEvents 1.0 in Kafka's binary mode, so that any CloudEvents SDK reads the topics.
 *
 * <p>Values are UTF-8 text; numbers are decimal.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">Kafka
 *     Protocol Binding for CloudEvents 1.0.2, section 3.2</a>
 */
public final class HeaderNames {

    public static final String SPEC_VERSION = "ce_specversion";
    public static final String ID = "ce_id";
    /** Full name of the Avro record. */
    public static final String TYPE = "ce_type";

    public static final String SOURCE = "ce_source";
    /** The aggregate id. */
    public static final String SUBJECT = "ce_subject";
    /** RFC 3339. */
    public static final String TIME = "ce_time";

    public static final String CONTENT_TYPE = "content-type";

    /** Extension attribute: follows a request through commands, events and further commands. */
    public static final String CORRELATION_ID = "ce_correlationid";
    /** Extension attribute, on events and results: the command id. */
    public static final String CAUSATION_ID = "ce_causationid";
    /** Extension attribute: who asked for it. */
    public static final String ACTOR = "ce_actor";
    /** Extension attribute, on commands: the version that the stream must have; 0 means that it must not exist. */
    public static final String EXPECTED_VERSION = "ce_expectedversion";
    /**
     * Extension attribute, on commands that are sent again from a dead letter: offset of the record that failed. A
     * command id that has failed before is decided only with this header.
     */
    public static final String RETRY_OF = "ce_retryof";
    /**
     * Extension attribute, on commands that a process manager sends, and on their events and results: see
     * {@link ProcessStep}.
     */
    public static final String PROCESS = "ce_process";
    /** Extension attribute, on events: version of the stream with this event, from 1. */
    public static final String AGGREGATE_VERSION = "ce_aggregateversion";
    /** Extension attribute, on events: position in the partition, from 1 and without gaps. */
    public static final String POSITION = "ce_position";
    /** Extension attribute, on events: version of the event's shape, from 1. */
    public static final String EVENT_VERSION = "ce_eventversion";
    /**
     * Extension attribute, on events: fingerprint of the schema that the record was written with, by which a reader
     * tells that the registry has another one under its id. Absent on events of older builds.
     */
    public static final String SCHEMA_FINGERPRINT = "ce_schemafingerprint";
    /**
     * Extension attribute, on results: offset of the command that this record answers. On a duplicate it differs from
     * the offset in the value, which is that of the first.
     */
    public static final String COMMAND_OFFSET = "ce_commandoffset";

    /**
     * W3C trace context, carried from command to event and from there to rows and to the commands of processes; see
     * {@link TraceParent}.
     */
    public static final String TRACE_PARENT = "traceparent";

    /** Value of {@link #SPEC_VERSION}. */
    public static final String SPEC_VERSION_1_0 = "1.0";
    /** Value of {@link #CONTENT_TYPE}: Avro behind Confluent's five-byte prefix. */
    public static final String AVRO = "application/avro";

    private HeaderNames() {}
}
