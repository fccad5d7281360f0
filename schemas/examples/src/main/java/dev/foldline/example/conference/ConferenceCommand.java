package dev.foldline.example.conference;

import dev.foldline.schema.conference.CancelReservation;
import dev.foldline.schema.conference.OpenConference;
import dev.foldline.schema.conference.ReserveSeats;

/** The commands of a conference. */
public sealed interface ConferenceCommand {

    String conferenceId();

    record Open(String conferenceId, OpenConference data) implements ConferenceCommand {}

    record Reserve(String conferenceId, ReserveSeats data) implements ConferenceCommand {}

    record Cancel(String conferenceId, CancelReservation data) implements ConferenceCommand {}
}
