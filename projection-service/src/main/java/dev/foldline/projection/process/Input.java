package dev.foldline.projection.process;

import dev.foldline.projection.view.Event;
import dev.foldline.schema.CommandResult;

/** What can come to a process. */
public sealed interface Input {

    /** An event of one of the types that the process manager reads. */
    record Happened(Event event) implements Input {}

    /**
     * What became of a command that the process sent. It came more than once where the command did.
     *
     * @param step   the step under which it was sent
     * @param result accepted, rejected or failed. What has failed may be decided after all, once its dead letter is
     *               retried, and is answered anew then
     */
    record Answered(String step, CommandResult result) implements Input {}

    /** A timer of the process is due, and is set no longer. */
    record Due(String timer) implements Input {}
}
