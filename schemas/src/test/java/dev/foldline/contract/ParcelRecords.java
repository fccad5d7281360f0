package dev.foldline.contract;

import dev.foldline.domain.version.Migration;
import dev.foldline.domain.version.SchemaHistory;
import dev.foldline.schema.parcel.InsureParcel;
import dev.foldline.schema.parcel.ParcelInsured;
import dev.foldline.schema.parcel.ParcelRow;
import dev.foldline.schema.parcel.ParcelSent;
import dev.foldline.schema.parcel.ParcelsPerDay;
import dev.foldline.schema.parcel.PostParcel;
import dev.foldline.schema.parcel.ReturnParcel;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;

/** A domain of the tests; one of its events is in its third version. */
public final class ParcelRecords implements DomainRecords {

    private static final String PARCEL_SENT = ParcelSent.getClassSchema().getFullName();
    private static final List<Schema> OLDER = SchemaHistory.before(ParcelSent.class);

    @Override
    public List<Schema> commands() {
        return List.of(PostParcel.getClassSchema(), InsureParcel.getClassSchema(), ReturnParcel.getClassSchema());
    }

    @Override
    public List<Schema> events() {
        return List.of(ParcelSent.getClassSchema(), ParcelInsured.getClassSchema());
    }

    @Override
    public Map<String, Schema> views() {
        return Map.of("parcels", ParcelRow.getClassSchema(), "parcels-per-day", ParcelsPerDay.getClassSchema());
    }

    @Override
    public List<Migration<GenericRecord>> migrations() {
        return List.of(
                new Migration<>(PARCEL_SENT, 1, 2, ParcelRecords::splitDestination),
                new Migration<>(PARCEL_SENT, 2, 3, ParcelRecords::weighInGrams));
    }

    @Override
    public List<Schema> olderEvents() {
        return OLDER;
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
