package dev.foldline.example.conference;

import dev.foldline.domain.AggregateType;
import dev.foldline.domain.Decider;
import dev.foldline.domain.StateJson;
import dev.foldline.schema.conference.CancelReservation;
import dev.foldline.schema.conference.ConferenceOpened;
import dev.foldline.schema.conference.OpenConference;
import dev.foldline.schema.conference.ReservationCancelled;
import dev.foldline.schema.conference.ReserveSeats;
import dev.foldline.schema.conference.SeatsReserved;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** The aggregate type {@code conference}. */
public final class ConferenceType implements AggregateType<ConferenceCommand, Conference, ConferenceEvent> {

    private static final int STATE_BYTES = 256;

    /** A node and an entry of the map, and an id of the length of a UUID. */
    private static final int RESERVATION_BYTES = 200;

    private final ConferenceRecords records = new ConferenceRecords();
    private final ConferenceDecider decider = new ConferenceDecider();
    private final ConferenceJson stateJson = new ConferenceJson();

    @Override
    public String name() {
        return "conference";
    }

    @Override
    public Decider<ConferenceCommand, Conference, ConferenceEvent> decider() {
        return decider;
    }

    @Override
    public List<Schema> commands() {
        return records.commands();
    }

    @Override
    public List<Schema> events() {
        return records.events();
    }

    @Override
    public ConferenceCommand command(String aggregateId, SpecificRecord record) {
        return switch (record) {
            case OpenConference data -> new ConferenceCommand.Open(aggregateId, data);
            case ReserveSeats data -> new ConferenceCommand.Reserve(aggregateId, data);
            case CancelReservation data -> new ConferenceCommand.Cancel(aggregateId, data);
            default ->
                throw new IllegalArgumentException(
                        "no conference command: " + record.getSchema().getFullName());
        };
    }

    @Override
    public ConferenceEvent event(SpecificRecord record) {
        return switch (record) {
            case ConferenceOpened data -> new ConferenceEvent.Opened(data);
            case SeatsReserved data -> new ConferenceEvent.Reserved(data);
            case ReservationCancelled data -> new ConferenceEvent.Cancelled(data);
            default ->
                throw new IllegalArgumentException(
                        "no conference event: " + record.getSchema().getFullName());
        };
    }

    @Override
    public SpecificRecord data(ConferenceEvent event) {
        return event.data();
    }

    @Override
    public StateJson<Conference> stateJson() {
        return stateJson;
    }

    @Override
    public int stateBytes(Conference state) {
        long bytes =
                STATE_BYTES + (long) RESERVATION_BYTES * state.reservations().size();
        return (int) Math.min(Integer.MAX_VALUE, bytes);
    }
}
