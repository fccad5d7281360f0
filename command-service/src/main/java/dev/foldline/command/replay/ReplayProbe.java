package dev.foldline.command.replay;

/** Told how a replay comes on, by its thread. */
public interface ReplayProbe {

    /**
     * It begins, or continues.
     *
     * @param done  events that are on the topic already
     * @param total events that will be when it has finished
     */
    void planned(long done, long total);

    /** A batch was committed on the topic; the table does not say so yet. */
    void written(int partition, int events);
}
