package dev.foldline.command.store.entry;

import dev.foldline.schema.CommandStatus;
import java.util.ArrayList;
import java.util.List;

/**
 * What became of one command of a bulk.
 *
 * @param status           status of the bulk, as it holds whole or not at all
 * @param aggregateVersion version of the stream after this command; of a refused bulk, the version before the bulk
 * @param eventCount       events that this command left
 * @param code             code of this command's refusal, or that another was refused; empty when accepted
 * @param message          its sentence, {@linkplain StorableText cleaned}; empty when accepted
 */
public record OutcomePart(CommandStatus status, long aggregateVersion, int eventCount, String code, String message) {

    public OutcomePart {
        code = StorableText.clean(code);
        message = StorableText.clean(message);
    }

    static OutcomePart accepted(long aggregateVersion, int eventCount) {
        return new OutcomePart(CommandStatus.ACCEPTED, aggregateVersion, eventCount, "", "");
    }

    /**
     * The parts of an accepted bulk, as its events tell them; none where it was no bulk.
     *
     * @param events all events of one command, in order, at least one
     */
    static List<OutcomePart> ofEvents(List<StoredEvent> events) {
        int count = events.getFirst().metadata().parts();
        List<OutcomePart> parts = new ArrayList<>(count);
        long version = events.getFirst().aggregateVersion() - 1;
        int next = 0;
        for (int part = 1; part <= count; part++) {
            int first = next;
            while (next < events.size() && events.get(next).metadata().part() == part) {
                next++;
            }
            version += next - first;
            parts.add(accepted(version, next - first));
        }
        return parts;
    }
}
