package dev.foldline.domain.process;

import dev.foldline.domain.view.Event;

/** An input of a process. */
public sealed interface Input {

    /** An event of one of the types that the process manager reads. */
    record Happened(Event event) implements Input {}

    /**
     * The result of a command that the process sent. It comes more than once if the command was sent more than once.
     *
     * @param step   the step under which it was sent
     * @param answer accepted, rejected or failed. A failed command may be decided later, when its dead letter is
     *               retried, and is then answered again
     */
    record Answered(String step, Answer answer) implements Input {}

    /** A timer of the process is due, and is no longer set. */
    record Due(String timer) implements Input {}
}
