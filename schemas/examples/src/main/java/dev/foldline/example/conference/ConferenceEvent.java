package dev.foldline.example.conference;

import dev.foldline.schema.conference.ConferenceOpened;
import dev.foldline.schema.conference.ReservationCancelled;
import dev.foldline.schema.conference.SeatsReserved;
import org.apache.avro.specific.SpecificRecord;

/** The events of a conference. */
public sealed interface ConferenceEvent {

    SpecificRecord data();

    record Opened(ConferenceOpened data) implements ConferenceEvent {}

    record Reserved(SeatsReserved data) implements ConferenceEvent {}

    record Cancelled(ReservationCancelled data) implements ConferenceEvent {}
}
