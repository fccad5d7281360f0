package dev.foldline.command.store.entry;

import java.util.List;
import java.util.UUID;

/**
 * Ids of commands that a stream has answered, behind a place of it.
 *
 * @param ofEvents   by version, one entry for each event
 * @param ofOutcomes by offset, one entry for each outcome
 */
public record AnsweredCommands(List<Answer> ofEvents, List<Answer> ofOutcomes) {

    /**
     * What one row says of its command.
     *
     * @param at version of the event, or offset of the command that left the outcome
     */
    public record Answer(UUID commandId, long at) {}
}
