package dev.foldline.projection.ops;

/** Every metric of its own that projection-service has; Kafka's clients and Streams add theirs. */
enum ProjectionMetric {
    EVENTS_FOLDED(
            "foldline.projection.folded",
            "events",
            "Events folded into rows since the start, once for each row, also in transactions that aborted."),
    REPEATS_DROPPED(
            "foldline.projection.repeats",
            "events",
            "Events that the gate dropped because their position had been seen."),
    GAPS("foldline.projection.gaps", "gaps", "How often a position did not follow the one before it: lost data."),
    EVENTS_MISSING(
            "foldline.projection.missing",
            "events",
            "Positions that the gaps skipped: events that the view does not show."),
    RUNNING(
            "foldline.projection.running",
            "running",
            "1 while Kafka Streams runs it, and takes partitions up or hands them over; else 0."),
    LAST_POSITION("foldline.projection.position", "position", "Last position that the gate has let through."),
    READ_MODEL_ROWS("foldline.readmodel.rows", "rows", "Rows written to a read model's table or removed from it."),
    READ_MODEL_ERRORS(
            "foldline.readmodel.errors",
            "errors",
            "How often a read model met something that it waits for or that stops a partition."),
    READ_MODEL_POSITION(
            "foldline.readmodel.position", "offset", "Offset in the view's topic that a read model reads next."),
    READ_MODEL_LAG(
            "foldline.readmodel.lag", "records", "Records of the view's topic that a read model has yet to read."),
    LAG_EVENTS(
            "foldline.projection.lag",
            "events",
            "Events between the last position that the view has folded and the end of the events topic."),
    LAG_SECONDS(
            "foldline.projection.lag.time",
            "seconds",
            "How much later the last event happened than the last one that the view has folded; 0 at the end."),
    RATE("foldline.projection.rate", "events", "Events per second that the view has passed of late."),
    PARKED("foldline.projection.parked", "events", "Events that wait for an operator, or behind one that does.");

    private final String metricName;
    private final String unit;
    private final String sentence;

    ProjectionMetric(String metricName, String unit, String sentence) {
        this.metricName = metricName;
        this.unit = unit;
        this.sentence = sentence;
    }

    String metricName() {
        return metricName;
    }

    String unit() {
        return unit;
    }

    String sentence() {
        return sentence;
    }
}
