package dev.foldline.serde;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;

class RecordJsonTest {

    private static final Schema SCHEMA = new Schema.Parser().parse("""
            {"type": "record", "name": "Outer", "fields": [
              {"name": "text", "type": "string"},
              {"name": "absent", "type": ["null", "string"], "default": null},
              {"name": "flag", "type": "boolean"},
              {"name": "small", "type": "int"},
              {"name": "large", "type": "long"},
              {"name": "ratio", "type": "float"},
              {"name": "share", "type": "double"},
              {"name": "bytes", "type": "bytes"},
              {"name": "digest", "type": {"type": "fixed", "name": "Digest", "size": 3}},
              {"name": "colour", "type": {"type": "enum", "name": "Colour", "symbols": ["RED", "BLUE"]}},
              {"name": "at", "type": "long"},
              {"name": "list", "type": {"type": "array", "items": {"type": "record", "name": "Inner", "fields": [
                {"name": "n", "type": "long"}]}}},
              {"name": "map", "type": {"type": "map", "values": "long"}}]}""");

    @Test
    void everyKindOfValueHasItsPlainForm() throws Exception {
        Schema inner = SCHEMA.getField("list").schema().getElementType();
        GenericRecord one = new GenericRecordBuilder(inner).set("n", 1L).build();
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {1, 2, 3});
        GenericData.Record record = new GenericData.Record(SCHEMA);
        record.put("text", "t");
        record.put("flag", true);
        record.put("small", 7);
        record.put("large", Long.MAX_VALUE);
        record.put("ratio", 0.5f);
        record.put("share", 0.25);
        record.put("bytes", bytes);
        record.put("digest", new GenericData.Fixed(SCHEMA.getField("digest").schema(), new byte[] {1, 2, 3}));
        record.put(
                "colour", new GenericData.EnumSymbol(SCHEMA.getField("colour").schema(), "BLUE"));
        record.put("at", Instant.parse("2026-01-01T00:00:00.5Z"));
        record.put("list", List.of(one, one));
        record.put("map", Map.of("k", 7L));

        ObjectNode json = RecordJson.of(record);

        assertThat(new ObjectMapper().readTree(json.toString())).isEqualTo(new ObjectMapper().readTree("""
                        {"text": "t", "absent": null, "flag": true, "small": 7, "large": 9223372036854775807,
                         "ratio": 0.5, "share": 0.25, "bytes": "AQID", "digest": "AQID", "colour": "BLUE",
                         "at": "2026-01-01T00:00:00.500Z", "list": [{"n": 1}, {"n": 1}], "map": {"k": 7}}"""));
        assertThat(bytes.remaining())
                .as("the record's bytes are left as they were")
                .isEqualTo(3);
    }

    @Test
    void theFieldsStandInTheSchemasOrder() {
        GenericData.Record record = new GenericData.Record(SCHEMA);

        assertThat(RecordJson.of(record).fieldNames())
                .toIterable()
                .containsExactlyElementsOf(
                        SCHEMA.getFields().stream().map(Schema.Field::name).toList());
    }
}
