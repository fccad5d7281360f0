package dev.foldline.domain.process;

import dev.foldline.domain.view.Event;

/** What can come to a process. */
public sealed interface Input {

    /** An event of one of the types that the process manager reads. */
    record Happened(Event event) implements Input {}

    /**
     * What became of a command that the process sent. It came more than once where the command did.
     *
     * @param step   the step under which it was sent
     * @param answer accepted, rejected or failed. What has failed may be decided after all, once its dead letter is
     *               retried, and is then answered again
     */
    record Answered(String step, Answer answer) implements Input {}

    /** A timer of the process is due, and is set no longer. */
    record Due(String timer) implements Input {}
}
