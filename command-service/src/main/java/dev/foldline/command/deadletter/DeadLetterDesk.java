package dev.foldline.command.deadletter;

import dev.foldline.command.store.StoreUnavailableException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an operator can do with dead letters. Thread-safe, and safe beside the same on other instances: a letter is
 * locked while it is being resolved.
 *
 * <p>A command is sent before its letter is marked, so a crash between the two leaves the letter open with its command
 * sent. Whoever sends it then once more does no harm: a command id that failed is decided anew by the first record that
 * names the failure in {@code ce_retryof}, and every later one is a duplicate.
 */
public final class DeadLetterDesk {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterDesk.class);

    private static final Comparator<LetterSummary> BY_PLACE = Comparator.comparing(
            LetterSummary::place,
            Comparator.comparingInt(LetterPlace::partition).thenComparingLong(LetterPlace::commandOffset));

    private final List<PostgresDeadLetters> tables;
    private final IntFunction<@Nullable PostgresDeadLetters> tableOf;
    private final CommandResender resender;

    /**
     * @param tables   one for each database
     * @param tableOf  gives the one of a partition; null for a number that is none
     * @param resender stays with the caller
     */
    public DeadLetterDesk(
            List<PostgresDeadLetters> tables,
            IntFunction<@Nullable PostgresDeadLetters> tableOf,
            CommandResender resender) {
        this.tables = List.copyOf(tables);
        this.tableOf = tableOf;
        this.resender = resender;
    }

    /** The first letters of a selection, in order of partition and offset. */
    public List<LetterSummary> list(LetterSelection selection) {
        return tables.stream()
                .flatMap(table -> table.list(selection).stream())
                .sorted(BY_PLACE)
                .limit(selection.limit())
                .toList();
    }

    public Optional<FiledLetter> find(LetterPlace place) {
        PostgresDeadLetters table = tableOf.apply(place.partition());
        return table == null ? Optional.empty() : table.find(place);
    }

    /** The id under which the command of a letter was refused, and under which it is sent again. */
    UUID commandId(FiledLetter letter) {
        return resender.commandId(letter);
    }

    /**
     * Sends the command of a letter again, under its command id.
     *
     * @param again also where the letter is resolved: a command that was decided meanwhile is then a duplicate
     * @return the letter, resolved; empty where there is none
     * @throws AlreadyResolvedException  if it is resolved, and {@code again} is not set; nothing was sent
     * @throws NotSentException          if Kafka has not acknowledged the command; the letter stays as it is
     * @throws StoreUnavailableException if the database did not answer; the message says whether the command was sent
     */
    public Optional<FiledLetter> retry(LetterPlace place, boolean again) {
        Retry retry = new Retry();
        try {
            return resolve(place, again, retry);
        } catch (StoreUnavailableException e) {
            if (retry.done == null) {
                throw e;
            }
            String message = "the command of the " + place + " was " + retry.done + ", but the letter stays open: "
                    + e.getMessage() + "; sent twice it is decided once";
            log.warn("{}", message);
            throw new StoreUnavailableException(message, e);
        }
    }

    /**
     * Sends the commands of all open letters with a code again, one after the other in order of partition and offset,
     * so that commands of one stream keep their order. The first that fails ends it.
     *
     * @param limit how many at most
     * @param sink  is given each letter when it is resolved
     */
    public void retryAll(String code, int limit, List<FiledLetter> sink) {
        for (LetterSummary letter : list(new LetterSelection(null, true, code, limit))) {
            try {
                retry(letter.place(), false).ifPresent(sink::add);
            } catch (AlreadyResolvedException e) {
                log.debug("{}", e.getMessage());
            }
        }
    }

    /**
     * Puts a letter aside for good.
     *
     * @return the letter, resolved; empty where there is none
     * @throws AlreadyResolvedException if it is resolved already
     */
    public Optional<FiledLetter> dismiss(LetterPlace place, String reason) {
        return resolve(place, false, _ -> "dismissed: " + reason);
    }

    private Optional<FiledLetter> resolve(LetterPlace place, boolean again, PostgresDeadLetters.Action action) {
        PostgresDeadLetters table = tableOf.apply(place.partition());
        Optional<FiledLetter> resolved = table == null ? Optional.empty() : table.resolve(place, again, action);
        resolved.ifPresent(filed -> {
            Resolution resolution = filed.resolution();
            log.info(
                    "{} (command {}, {}): {}",
                    place,
                    resender.commandId(filed),
                    filed.letter().code(),
                    resolution == null ? "" : resolution.what());
        });
        return resolved;
    }

    /** Remembers whether the command was sent, for when the letter cannot be marked after that. */
    private final class Retry implements PostgresDeadLetters.Action {

        private @Nullable String done;

        @Override
        public String on(FiledLetter letter) {
            String what = "sent again as " + resender.send(letter);
            done = what;
            return what;
        }
    }
}
