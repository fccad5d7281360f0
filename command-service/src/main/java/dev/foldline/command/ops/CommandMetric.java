package dev.foldline.command.ops;

/** The metrics of command-service. */
enum CommandMetric {
    COMMANDS("foldline.commands", "Commands answered, by status and error code."),
    EVENTS("foldline.events", "Events committed to the table."),
    DUPLICATES("foldline.commands.duplicate", "Commands that repeat an earlier one and got its result again."),
    DEAD_LETTERS("foldline.commands.dead.letters", "Commands given up as dead letters."),
    BATCH_COMMANDS("foldline.batch.commands", "Commands in one batch of one partition."),
    PHASE("foldline.loop.phase", "Time of a turn by phase; polling is waiting, the others are work."),
    PARTITION_EPOCH("foldline.partition.epoch", "Epoch of the partition while this instance owns it, else 0."),
    PARTITION_POSITION("foldline.partition.position", "Position of the last event that this instance committed."),
    PARTITION_OFFSET("foldline.partition.next.offset", "Offset of the next command to decide."),
    FENCED("foldline.partition.fenced", "How often another owner has fenced this instance.");

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
