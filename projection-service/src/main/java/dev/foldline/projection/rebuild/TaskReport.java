package dev.foldline.projection.rebuild;

import dev.foldline.projection.handover.Phase;
import java.util.List;

/**
 * What the instance that has a task of a build says of it.
 *
 * @param phase     where the task stands
 * @param positions how far it has folded each partition of the events topic; 0 for those that it does not read
 */
record TaskReport(Phase phase, List<Long> positions) {}
