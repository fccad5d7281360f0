package dev.foldline.command.stream;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a stream's events fold to.
 *
 * @param state    what the type's decider folded
 * @param viewRows the rows of the type's inline views, in their order; null where a view has none
 */
public record FoldedState(Object state, List<@Nullable Object> viewRows) {}
