package dev.foldline.verify.check;

import dev.foldline.serde.RegistrySchemas;
import dev.foldline.serde.RegistryUnavailableException;
import dev.foldline.serde.UndecodableException;
import dev.foldline.serde.pin.SchemaPin;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Every schema id of events means in the registry what it meant when it was first used. Where one does not, nothing
 * that has it can be read.
 */
public final class SchemaCheck {

    private SchemaCheck() {}

    /**
     * Compares all that the table has.
     *
     * @param pins    what ids were first used with, by id
     * @param schemas of the registry, compared with these
     */
    public static CheckReport of(Map<Integer, SchemaPin> pins, RegistrySchemas schemas) {
        Findings findings = new Findings("schema ids mean what they meant at their first use");
        pins.forEach((id, pin) -> {
            try {
                schemas.byIdOf(pin.type(), id);
            } catch (UndecodableException | RegistryUnavailableException e) {
                findings.differ(String.valueOf(e.getMessage()));
            }
        });
        Map<String, Long> counts = new LinkedHashMap<>();
        counts.put("schemas", (long) pins.size());
        return findings.report(counts);
    }
}
