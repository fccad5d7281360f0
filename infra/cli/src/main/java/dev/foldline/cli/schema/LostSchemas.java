package dev.foldline.cli.schema;

import dev.foldline.cli.endpoint.CliException;
import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.UndecodableException;
import dev.foldline.serde.pin.SchemaPin;
import dev.foldline.serde.pin.WrittenSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;

/**
 * What a registry does not have of the schemas that ids were first used with.
 *
 * @param missing those whose ids it does not know
 * @param others  by id, what to say where it has another schema
 */
record LostSchemas(List<SchemaPin> missing, Map<Integer, String> others) {

    /**
     * Asks the registry for each.
     *
     * @throws dev.foldline.serde.RegistryUnavailableException if it does not answer
     */
    static LostSchemas of(String registryUrl, Map<Integer, SchemaPin> pins) {
        RegistrySchemas schemas = RegistrySchemas.at(registryUrl);
        LostSchemas lost = new LostSchemas(new ArrayList<>(), new TreeMap<>());
        pins.forEach((id, pin) -> {
            try {
                Schema found = schemas.byId(id);
                if (!SchemaPin.of(id, found).agreesWith(pin)) {
                    lost.others.put(id, new WrittenSchema(id, found).differsFrom(pin.type(), pin.fingerprint()));
                }
            } catch (UndecodableException e) {
                lost.missing.add(pin);
            }
        });
        return lost;
    }

    /**
     * Nothing is lost.
     *
     * @throws CliException if not
     */
    void requireNone() {
        if (!others.isEmpty()) {
            throw new CliException(others.values().iterator().next());
        }
        if (!missing.isEmpty()) {
            SchemaPin first = missing.getFirst();
            throw new CliException(WrittenSchema.missing(first.id(), first.type(), first.fingerprint()));
        }
    }

    /**
     * No id means something else now.
     *
     * @throws CliException if one does
     */
    void requireNoOthers() {
        if (!others.isEmpty()) {
            throw new CliException("nothing was restored, as the registry has given ids " + others.keySet()
                    + " to other schemas, and never changes what an id means: stop the services, empty the registry,"
                    + " run this again, and then ./foldline setup");
        }
    }
}
