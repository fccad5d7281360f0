package dev.foldline.command.deadletter;

/** Which dead letter: the place of the command in the commands topic. */
public record DeadLetterId(int partition, long commandOffset) {

    /** How messages name the letter. */
    @Override
    public String toString() {
        return "dead letter of partition " + partition + " offset " + commandOffset;
    }
}
