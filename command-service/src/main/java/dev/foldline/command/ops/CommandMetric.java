package dev.foldline.command.ops;

/** The metrics of command-service; {@code infra/guides/metrics.md} lists them. */
enum CommandMetric {
    COMMANDS("foldline.commands", "Commands answered, by status and error code."),
    EVENTS("foldline.events", "Events committed to the table."),
    EVENTS_PER_SECOND("foldline.events.per.second", "Events committed per second, between the last two reports."),
    DUPLICATES("foldline.commands.duplicate", "Commands that repeat an earlier one and got its result again."),
    DEAD_LETTERS("foldline.commands.dead.letters", "Commands given up as dead letters."),
    BATCH_COMMANDS("foldline.batch.commands", "Commands in one batch of one partition."),
    PHASE("foldline.loop.phase", "Time of a turn by phase; polling and forward_wait are waiting, the others are work."),
    CACHE_HITS("foldline.cache.hits", "Streams of a batch whose state was in memory."),
    CACHE_MISSES("foldline.cache.misses", "Streams of a batch whose state had to be loaded."),
    CACHE_HIT_RATIO(
            "foldline.cache.hit.ratio", "Hits among hits and misses, from 0 to 1, between the last two reports."),
    REPLAY_STREAMS("foldline.replay.streams", "Streams loaded from the table."),
    REPLAY_EVENTS("foldline.replay.events", "Events read and folded to load streams; the phase load is its time."),
    SNAPSHOTS_UNUSABLE(
            "foldline.snapshots.unusable", "Snapshots passed over, and those not stored as they would not read back."),
    PARTITION_EPOCH("foldline.partition.epoch", "Epoch of the partition while this owner has it, else 0."),
    PARTITION_POSITION("foldline.partition.position", "Position of the last event that this instance committed."),
    PARTITION_OFFSET("foldline.partition.next.offset", "Offset of the next command to decide."),
    COMMAND_LAG(
            "foldline.partition.command.lag",
            "Offsets of the commands topic that are not yet answered, whoever owns the partition; NaN when Kafka did"
                    + " not answer."),
    UNATTENDED(
            "foldline.partition.unattended",
            "1 while nobody works on the partition, as every instance sees it, else 0; NaN while that is not decided."),
    FORWARD_LAG("foldline.partition.forward.lag", "Offsets committed to the table and not yet on the topics."),
    FENCED("foldline.partition.fenced", "How often another owner has fenced this instance."),
    WORKERS_MISSING(
            "foldline.workers.missing",
            "Workers of this instance that are not in the group, or whose turn takes too long."),
    DATABASE_BYTES(
            "foldline.database.bytes", "Size of the database on disk as last reported; NaN when it did not answer."),
    BROKER_DISK_BYTES("foldline.broker.disk.bytes", "Size of the disks of a broker; NaN when Kafka did not answer."),
    BROKER_DISK_FREE(
            "foldline.broker.disk.free.bytes", "What is left on the disks of a broker; NaN when Kafka did not answer.");

    private final String id;
    private final String sentence;

    CommandMetric(String id, String sentence) {
        this.id = id;
        this.sentence = sentence;
    }

    String id() {
        return id;
    }

    String sentence() {
        return sentence;
    }
}
