package dev.foldline.contract;

import dev.foldline.domain.AggregateType;
import dev.foldline.domain.Decider;
import dev.foldline.domain.Decision;
import dev.foldline.domain.Domain;
import dev.foldline.domain.version.Migration;
import dev.foldline.domain.version.SchemaHistory;
import dev.foldline.domain.view.Projection;
import dev.foldline.schema.parcel.InsureParcel;
import dev.foldline.schema.parcel.ParcelInsured;
import dev.foldline.schema.parcel.ParcelRow;
import dev.foldline.schema.parcel.ParcelSent;
import dev.foldline.schema.parcel.ParcelsPerDay;
import dev.foldline.schema.parcel.PostParcel;
import dev.foldline.schema.parcel.ReturnParcel;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;

/** A domain of the tests; one of its events is in its third version. */
public final class ParcelDomain implements Domain {

    /** What may be asked of a parcel. */
    sealed interface Command {
        record Post(PostParcel data) implements Command {}

        record Insure(InsureParcel data) implements Command {}

        record Return(ReturnParcel data) implements Command {}
    }

    /** What can have happened to a parcel. */
    sealed interface Event {
        record Sent(ParcelSent data) implements Event {}

        record Insured(ParcelInsured data) implements Event {}
    }

    private enum Parcel {
        ANY
    }

    /** Never asked: the tests of this module send and read records, and decide nothing. */
    private static final class Undecided implements Decider<Command, Parcel, Event> {

        @Override
        public Parcel initialState() {
            return Parcel.ANY;
        }

        @Override
        public Decision<Event> decide(Command command, Parcel state) {
            return Decision.reject("undecided", "parcels are not decided");
        }

        @Override
        public Parcel evolve(Parcel state, Event event) {
            return state;
        }
    }

    private static final String PARCEL_SENT = ParcelSent.getClassSchema().getFullName();
    private static final List<Schema> OLDER = SchemaHistory.before(ParcelSent.class);

    @Override
    public List<AggregateType<?, ?, ?>> aggregates() {
        return List.of(AggregateType.of("parcel", new Undecided(), Command.class, Parcel.class, Event.class));
    }

    @Override
    public List<Projection<?>> projections() {
        return List.of(
                Projection.named("parcels", 1, ParcelRow.class),
                Projection.named("parcels-per-day", 1, ParcelsPerDay.class));
    }

    @Override
    public List<Migration<GenericRecord>> migrations() {
        return List.of(
                new Migration<>(PARCEL_SENT, 1, 2, ParcelDomain::splitDestination),
                new Migration<>(PARCEL_SENT, 2, 3, ParcelDomain::weighInGrams));
    }

    private static GenericRecord splitDestination(GenericRecord first) {
        String[] parts = ((String) first.get("destination")).split(", ", 2);
        return new GenericRecordBuilder(OLDER.get(1))
                .set("parcelId", first.get("parcelId"))
                .set("city", parts[0])
                .set("country", parts.length == 2 ? parts[1] : "")
                .set("weightKilograms", first.get("weightKilograms"))
                .set("sentAt", first.get("sentAt"))
                .build();
    }

    private static GenericRecord weighInGrams(GenericRecord second) {
        return new GenericRecordBuilder(ParcelSent.getClassSchema())
                .set("parcelId", second.get("parcelId"))
                .set("city", second.get("city"))
                .set("country", second.get("country"))
                .set("weightGrams", (int) second.get("weightKilograms") * 1000L)
                .set("sentAt", second.get("sentAt"))
                .build();
    }
}
