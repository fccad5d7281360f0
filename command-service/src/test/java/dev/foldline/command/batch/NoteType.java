package dev.foldline.command.batch;

import dev.foldline.domain.AggregateType;
import dev.foldline.domain.Decider;
import dev.foldline.domain.Decision;
import dev.foldline.domain.InlineView;
import dev.foldline.domain.RecordStateJson;
import dev.foldline.domain.StateJson;
import dev.foldline.schema.CommandResult;
import dev.foldline.schema.CommandStatus;
import dev.foldline.schema.projection.AccountBalance;
import dev.foldline.schema.projection.AccountStatus;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A second aggregate type, which does what its commands say. Its records are borrowed from generated classes that no
 * other type uses: a note's text travels in {@code owner} and {@code errorMessage}.
 */
public final class NoteType implements AggregateType<NoteType.Note, Integer, String> {

    private static final Counts COUNTS = new Counts();

    /** An event that overflows the stack of whoever evolves it. */
    public static final String POISON = "poison";

    private static final String SPOILED = "after 0, spoiled ";

    /** Never returns a number. */
    private static int depth(int of) {
        return of < 0 ? of : 1 + depth(of + 1);
    }

    private final StateJson<Integer> stateJson;

    public NoteType() {
        this(new RecordStateJson<>(Integer.class, 1));
    }

    public NoteType(StateJson<Integer> stateJson) {
        this.stateJson = stateJson;
    }

    /** What a note's decider is told to do. */
    public enum Order {
        WRITE,
        CHANGE_NOTHING,
        REFUSE,
        THROW,
        RECURSE,
        MISS_A_CLASS,
        ASSERT,
        /** Leaves an event that cannot be evolved. */
        POISON,
        /** Leaves an event whose row in the view cannot be given a value. */
        SPOIL_ROW
    }

    /**
     * A command.
     *
     * @param count how many events {@code WRITE} leaves
     */
    public record Note(Order order, int count) {}

    public static SpecificRecord command(Order order, int count) {
        return new AccountBalance("", order.name(), "", (long) count, AccountStatus.OPEN, 0L, 0L, Instant.EPOCH);
    }

    @Override
    public String name() {
        return "note";
    }

    @Override
    public Decider<Note, Integer, String> decider() {
        return new Decider<>() {

            @Override
            public Integer initialState() {
                return 0;
            }

            @Override
            public Decision<String> decide(Note command, Integer state) {
                return switch (command.order()) {
                    case WRITE ->
                        Decision.accept(IntStream.range(state, state + command.count())
                                .mapToObj(count -> "after " + count)
                                .toList());
                    case REFUSE -> Decision.reject("note-refused", "the note is refused at " + state);
                    case CHANGE_NOTHING -> Decision.accept(List.of());
                    case THROW -> throw new IllegalStateException("on purpose");
                    case RECURSE -> Decision.accept("after " + depth(state));
                    case MISS_A_CLASS -> throw new NoClassDefFoundError("com/example/Gone");
                    case ASSERT -> throw new AssertionError("on purpose");
                    case POISON -> Decision.accept(POISON);
                    case SPOIL_ROW -> Decision.accept(SPOILED + state);
                };
            }

            @Override
            public Integer evolve(Integer state, String event) {
                if (event.equals(POISON)) {
                    return depth(state);
                }
                return state + 1;
            }
        };
    }

    @Override
    public StateJson<Integer> stateJson() {
        return stateJson;
    }

    @Override
    public List<InlineView<String, ?>> inlineViews() {
        return List.of(COUNTS);
    }

    /** A row of {@link Counts}. */
    record Count(int notes, String last, Instant at) {}

    /** How many notes there are and what the last one says; no row from the tenth on. */
    private static final class Counts implements InlineView<String, Count> {

        @Override
        public String name() {
            return "note-counts";
        }

        @Override
        public String table() {
            return "note_counts";
        }

        @Override
        public List<Column<Count>> columns() {
            return List.of(
                    new Column<>("notes", Integer.class, Count::notes),
                    new Column<>("last", String.class, Counts::last),
                    new Column<>("at", Instant.class, Count::at));
        }

        private static String last(Count row) {
            if (row.last().startsWith(SPOILED)) {
                throw new AssertionError("no value on purpose");
            }
            return row.last();
        }

        @Override
        public @Nullable Count fold(@Nullable Count row, String event, Instant occurredAt) {
            if (event.startsWith(SPOILED)) {
                return new Count(1, event, occurredAt);
            }
            int notes = Integer.parseInt(event.substring("after ".length())) + 1;
            int counted = row == null ? notes : row.notes() + 1;
            return notes < 10 ? new Count(counted, event, occurredAt) : null;
        }

        @Override
        public StateJson<Count> json() {
            return new RecordStateJson<>(Count.class, 1);
        }
    }

    @Override
    public List<Schema> commands() {
        return List.of(AccountBalance.getClassSchema());
    }

    @Override
    public List<Schema> events() {
        return List.of(CommandResult.getClassSchema());
    }

    @Override
    public Note command(String aggregateId, SpecificRecord record) {
        AccountBalance data = (AccountBalance) record;
        return new Note(Order.valueOf(data.getOwner()), (int) data.getBalanceMinor());
    }

    @Override
    public String event(SpecificRecord record) {
        return ((CommandResult) record).getErrorMessage();
    }

    @Override
    public SpecificRecord data(String event) {
        return CommandResult.newBuilder()
                .setCommandId("")
                .setAggregateId("")
                .setAggregateType("")
                .setStatus(CommandStatus.ACCEPTED)
                .setAggregateVersion(0)
                .setPartition(0)
                .setCommandOffset(0)
                .setLastPosition(0)
                .setEventCount(0)
                .setErrorMessage(event)
                .setDecidedAt(Instant.EPOCH)
                .build();
    }
}
