package dev.foldline.projection.readmodel;

import java.io.Serial;

/**
 * A checkpoint is not where the writer believed it to be: somebody else writes, or the writer's own last transaction
 * did commit. Nothing was written by this one; look where the checkpoint is.
 */
final class CheckpointMovedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    CheckpointMovedException(String message) {
        super(message);
    }
}
