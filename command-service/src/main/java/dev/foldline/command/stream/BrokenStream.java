package dev.foldline.command.stream;

/**
 * Why the events of a stream cannot be folded here.
 *
 * @param reason       with the aggregate id and the version of the event
 * @param unknownEvent whether it is only that this build does not know the event, as a newer one does
 */
public record BrokenStream(String reason, boolean unknownEvent) {}
