package dev.foldline.projection.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;

class RecordJsonTest {

    @Test
    void everyKindOfValueHasItsPlainForm() {
        Schema inner = SchemaBuilder.record("Inner").fields().requiredLong("n").endRecord();
        Schema outer = SchemaBuilder.record("Outer")
                .fields()
                .requiredString("text")
                .optionalString("absent")
                .requiredBytes("bytes")
                .name("at")
                .type(inner)
                .noDefault()
                .name("list")
                .type()
                .array()
                .items(inner)
                .noDefault()
                .name("map")
                .type()
                .map()
                .values()
                .longType()
                .noDefault()
                .endRecord();
        GenericData.Record one = new GenericData.Record(inner);
        one.put("n", 1L);
        GenericData.Record record = new GenericData.Record(outer);
        record.put("text", "t");
        record.put("bytes", ByteBuffer.wrap(new byte[] {1, 2, 3}));
        record.put("at", Instant.parse("2026-01-01T00:00:00.5Z"));
        record.put("list", List.of(one, one));
        record.put("map", Map.of("k", 7L));

        Map<String, ?> json = RecordJson.of(record);

        assertThat(json.keySet()).containsExactly("text", "absent", "bytes", "at", "list", "map");
        assertThat(json.get("text")).isEqualTo("t");
        assertThat(json.get("absent")).isNull();
        assertThat(json.get("bytes")).isEqualTo("AQID");
        assertThat(json.get("at")).isEqualTo("2026-01-01T00:00:00.500Z");
        assertThat(json.get("list")).isEqualTo(List.of(Map.of("n", 1L), Map.of("n", 1L)));
        assertThat(json.get("map")).isEqualTo(Map.of("k", 7L));
    }
}
