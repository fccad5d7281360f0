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
 * sent. To send it once more does no harm: a command id that failed is decided again by the first record that names the
 * failure in {@code ce_retryof}, and every later one is a duplicate.
 */
public final class DeadLetterService {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterService.class);

    private static final Comparator<DeadLetterSummary> BY_ID = Comparator.comparing(
            DeadLetterSummary::id,
            Comparator.comparingInt(DeadLetterId::partition).thenComparingLong(DeadLetterId::commandOffset));

    private final List<PostgresDeadLetters> tables;
    private final IntFunction<@Nullable PostgresDeadLetters> tableOf;
    private final CommandResender resender;

    /**
     * @param tables   one for each database
     * @param tableOf  gives the one of a partition; null for a number that is not a partition
     * @param resender stays with the caller
     */
    public DeadLetterService(
            List<PostgresDeadLetters> tables,
            IntFunction<@Nullable PostgresDeadLetters> tableOf,
            CommandResender resender) {
        this.tables = List.copyOf(tables);
        this.tableOf = tableOf;
        this.resender = resender;
    }

    /** The first letters that a query selects, in order of partition and offset. */
    public List<DeadLetterSummary> list(DeadLetterQuery query) {
        return tables.stream()
                .flatMap(table -> table.list(query).stream())
                .sorted(BY_ID)
                .limit(query.limit())
                .toList();
    }

    public Optional<DeadLetterDetails> find(DeadLetterId id) {
        PostgresDeadLetters table = tableOf.apply(id.partition());
        return table == null ? Optional.empty() : table.find(id);
    }

    /** The id under which the command of a letter was refused, and under which it is sent again. */
    UUID commandId(DeadLetterDetails letter) {
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
    public Optional<DeadLetterDetails> retry(DeadLetterId id, boolean again) {
        Retry retry = new Retry();
        try {
            return resolve(id, again, retry);
        } catch (StoreUnavailableException e) {
            if (retry.done == null) {
                throw e;
            }
            String message = "the command of the " + id + " was " + retry.done + ", but the letter stays open: "
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
    public void retryAll(String code, int limit, List<DeadLetterDetails> sink) {
        for (DeadLetterSummary letter : list(new DeadLetterQuery(null, true, code, limit))) {
            try {
                retry(letter.id(), false).ifPresent(sink::add);
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
    public Optional<DeadLetterDetails> dismiss(DeadLetterId id, String reason) {
        return resolve(id, false, _ -> "dismissed: " + reason);
    }

    private Optional<DeadLetterDetails> resolve(DeadLetterId id, boolean again, PostgresDeadLetters.Action action) {
        PostgresDeadLetters table = tableOf.apply(id.partition());
        Optional<DeadLetterDetails> resolved = table == null ? Optional.empty() : table.resolve(id, again, action);
        resolved.ifPresent(details -> {
            Resolution resolution = details.resolution();
            log.info(
                    "{} (command {}, {}): {}",
                    id,
                    resender.commandId(details),
                    details.letter().code(),
                    resolution == null ? "" : resolution.what());
        });
        return resolved;
    }

    /** Remembers whether the command was sent, for when the letter cannot be marked after that. */
    private final class Retry implements PostgresDeadLetters.Action {

        private @Nullable String done;

        @Override
        public String on(DeadLetterDetails letter) {
            String what = "sent again as " + resender.send(letter);
            done = what;
            return what;
        }
    }
}
