package dev.foldline.example.conference;

import dev.foldline.contract.DomainRecords;
import dev.foldline.schema.conference.CancelReservation;
import dev.foldline.schema.conference.ConferenceOpened;
import dev.foldline.schema.conference.OpenConference;
import dev.foldline.schema.conference.ReservationCancelled;
import dev.foldline.schema.conference.ReserveSeats;
import dev.foldline.schema.conference.SeatsReserved;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;

/** The records of the domain {@code conference}. */
public final class ConferenceRecords implements DomainRecords {

    @Override
    public List<Schema> commands() {
        return List.of(
                OpenConference.getClassSchema(), ReserveSeats.getClassSchema(), CancelReservation.getClassSchema());
    }

    @Override
    public List<Schema> events() {
        return List.of(
                ConferenceOpened.getClassSchema(),
                SeatsReserved.getClassSchema(),
                ReservationCancelled.getClassSchema());
    }

    @Override
    public Map<String, Schema> views() {
        return Map.of();
    }
}
