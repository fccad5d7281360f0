package dev.foldline.example.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.domain.Domains;
import dev.foldline.domain.version.MigrationException;
import dev.foldline.schema.order.OrderLine;
import dev.foldline.schema.order.OrderPlaced;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OrderPlacedVersionsTest {

    private static final Schema FIRST = OrderPlacedVersions.FIRST;
    private static final Schema SECOND = OrderPlaced.getClassSchema();
    private static final List<OrderLine> LINES = List.of(new OrderLine("lamp", 2, 1_500L));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Via Roma 1, 10121 Turin, Italy                 | Via Roma 1           | 10121    | Turin    | Italy
                    10 Downing Street, SW1A 2AA London, UK         | 10 Downing Street    | SW1A 2AA | London   | UK
                    Suite 5, 12 Broadway, 10004 New York, USA      | Suite 5, 12 Broadway | 10004    | New York | USA
                    Kungsgatan 3,111 43  Stockholm ,SE             | Kungsgatan 3         | 111 43   | Stockholm | SE
                    """)
    void theSecondVersionHasTheAddressInParts(String whole, String street, String zipCode, String city, String country)
            throws Exception {
        GenericRecord up = migrate(first(whole), 1, 2);

        assertThat(up).isEqualTo(second(street, city, zipCode, country, "UNKNOWN"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                ",,",
                "Turin",
                "Via Roma 1, 10121 Turin",
                "Via Roma 1, Turin, Italy",
                "Via Roma 1, 10121, Italy",
                "Via Roma 1, Turin 10121, Italy",
                "Via Roma 1, 10121 Turin,",
                ", 10121 Turin, Italy",
                "Via Roma 1, , Italy"
            })
    void anAddressThatCannotBeSplitStaysWholeInTheStreet(String whole) throws Exception {
        assertThat(migrate(first(whole), 1, 2)).isEqualTo(second(whole, "", "", "", "UNKNOWN"));
    }

    @Test
    void theFirstVersionHasTheAddressInOneTextAndNoSource() throws Exception {
        GenericRecord down = migrate(second("Via Roma 1", "Turin", "10121", "Italy", "WEB"), 2, 1);

        assertThat(down).isEqualTo(first("Via Roma 1, 10121 Turin, Italy"));
    }

    @Test
    void partsOfAnAddressThatAreEmptyLeaveNoComma() throws Exception {
        assertThat(migrate(second("Via Roma 1", "Turin", "", "", "WEB"), 2, 1)).isEqualTo(first("Via Roma 1, Turin"));
        assertThat(migrate(second("", "", "", "", ""), 2, 1)).isEqualTo(first(""));
    }

    @Test
    void anAddressThatWentDownComesUpAgain() throws Exception {
        GenericRecord before = second("Suite 5, 12 Broadway", "New York", "10004", "USA", "UNKNOWN");

        assertThat(migrate(migrate(before, 2, 1), 1, 2)).isEqualTo(before);
    }

    private static GenericRecord migrate(GenericRecord record, int from, int to) throws MigrationException {
        return Domains.onClassPath().migrationPaths().migrate(SECOND.getFullName(), from, to, record);
    }

    private static GenericRecord first(String shippingAddress) {
        return order(FIRST).set("shippingAddress", shippingAddress).build();
    }

    private static GenericRecord second(
            String street, String city, String zipCode, String country, String orderSource) {
        return order(SECOND)
                .set("street", street)
                .set("city", city)
                .set("zipCode", zipCode)
                .set("country", country)
                .set("orderSource", orderSource)
                .build();
    }

    private static GenericRecordBuilder order(Schema schema) {
        return new GenericRecordBuilder(schema)
                .set("orderId", "order-1")
                .set("customerId", "customer-1")
                .set("currency", "EUR")
                .set("lines", LINES)
                .set("totalMinor", 3_000L);
    }
}
