package dev.foldline.projection.readmodel;

import java.io.Serial;

/**
 * A checkpoint is not where the writer expected it: another process writes, or the writer's own last transaction did
 * commit. This transaction wrote nothing; the caller loads the checkpoint again.
 */
final class CheckpointMovedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    CheckpointMovedException(String message) {
        super(message);
    }
}
