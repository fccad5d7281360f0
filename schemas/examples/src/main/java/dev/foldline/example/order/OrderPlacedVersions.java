package dev.foldline.example.order;

import dev.foldline.domain.version.Migration;
import dev.foldline.domain.version.SchemaHistory;
import dev.foldline.schema.order.OrderPlaced;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;

/**
 * Migrates {@link OrderPlaced} from its first version, which had the address in one text, to its second, which has it
 * in parts and also has the source of the order; and back, for builds that still read the first.
 */
final class OrderPlacedVersions {

    /** The shape before the present one. */
    static final Schema FIRST = SchemaHistory.before(OrderPlaced.class).getFirst();

    private static final Schema SECOND = OrderPlaced.getClassSchema();
    private static final List<String> KEPT = List.of("orderId", "customerId", "currency", "lines", "totalMinor");

    private OrderPlacedVersions() {}

    static List<Migration<GenericRecord>> migrations() {
        return List.of(
                new Migration<>(SECOND.getFullName(), 1, 2, OrderPlacedVersions::up),
                new Migration<>(SECOND.getFullName(), 2, 1, OrderPlacedVersions::down));
    }

    private static GenericRecord up(GenericRecord first) {
        Address address = Address.split((String) first.get("shippingAddress"));
        return kept(first, SECOND)
                .set("street", address.street())
                .set("city", address.city())
                .set("zipCode", address.zipCode())
                .set("country", address.country())
                .set("orderSource", "UNKNOWN")
                .build();
    }

    /** The source is lost: the first version has no place for it. */
    private static GenericRecord down(GenericRecord second) {
        Address address = new Address(
                (String) second.get("street"), (String) second.get("city"), (String) second.get("zipCode"), (String)
                        second.get("country"));
        return kept(second, FIRST).set("shippingAddress", address.joined()).build();
    }

    private static GenericRecordBuilder kept(GenericRecord from, Schema to) {
        GenericRecordBuilder builder = new GenericRecordBuilder(to);
        KEPT.forEach(field -> builder.set(field, from.get(field)));
        return builder;
    }

    private record Address(String street, String city, String zipCode, String country) {

        /**
         * Splits "street, zip city, country" at its last two commas; the zip ends with the last word that has a digit,
         * so that "SW1A 2AA London" is split as well as "10121 Turin". A text without one of the four parts is kept
         * whole in the street, where a reader still finds all of it: a guess would be worse.
         */
        static Address split(String whole) {
            int beforeCountry = whole.lastIndexOf(',');
            int beforeZip = whole.lastIndexOf(',', beforeCountry - 1);
            if (beforeZip < 0) {
                return unsplit(whole);
            }
            String zipAndCity = whole.substring(beforeZip + 1, beforeCountry).strip();
            int beforeCity = zipAndCity.indexOf(' ', afterLastDigit(zipAndCity));
            if (beforeCity <= 0) {
                return unsplit(whole);
            }
            Address split = new Address(
                    whole.substring(0, beforeZip).strip(),
                    zipAndCity.substring(beforeCity).strip(),
                    zipAndCity.substring(0, beforeCity),
                    whole.substring(beforeCountry + 1).strip());
            return split.street.isEmpty() || split.country.isEmpty() ? unsplit(whole) : split;
        }

        private static Address unsplit(String whole) {
            return new Address(whole, "", "", "");
        }

        /** The text's length where it has no digit. */
        private static int afterLastDigit(String text) {
            for (int end = text.length(); end > 0; end--) {
                if (Character.isDigit(text.charAt(end - 1))) {
                    return end;
                }
            }
            return text.length();
        }

        String joined() {
            String zipAndCity = join(" ", zipCode, city);
            return join(", ", street, zipAndCity, country);
        }

        private static String join(String separator, String... parts) {
            return Stream.of(parts).filter(part -> !part.isBlank()).collect(Collectors.joining(separator));
        }
    }
}
