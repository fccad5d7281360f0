package dev.foldline.command.deadletter;

import java.util.List;
import java.util.Optional;

/**
 * The dead letters of one database. Thread-safe.
 *
 * <p>All methods throw {@link dev.foldline.command.store.StoreUnavailableException} if the database did not answer, or
 * not in time.
 */
public interface DeadLetterTable {

    /** What is done with a letter to resolve it. */
    @FunctionalInterface
    interface Action {

        /**
         * Does it, and says what was done: the text of the {@link Resolution}. What it throws leaves the letter open.
         */
        String on(FiledLetter letter);
    }

    /** The first letters of a selection, in order of partition and offset. */
    List<LetterSummary> list(LetterSelection selection);

    Optional<FiledLetter> find(LetterPlace place);

    /**
     * Resolves a letter while nobody else can. When this throws, the letter is as it was, though the action may have
     * been done.
     *
     * @param again also where it is resolved already
     * @return the letter, resolved; empty where there is none
     * @throws AlreadyResolvedException if it is resolved, and {@code again} is not set; nothing was done
     */
    Optional<FiledLetter> resolve(LetterPlace place, boolean again, Action action);
}
