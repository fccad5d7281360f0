package dev.foldline.projection.rebuild;

import dev.foldline.projection.handover.Phase;
import java.util.List;

/**
 * A report of one task of a build by the instance that has it.
 *
 * @param phase     phase of the task
 * @param positions how far it has folded each partition of the events topic; 0 for those that it does not read
 */
record TaskReport(Phase phase, List<Long> positions) {}
