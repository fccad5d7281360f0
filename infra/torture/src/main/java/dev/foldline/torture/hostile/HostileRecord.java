package dev.foldline.torture.hostile;

import java.io.IOException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that the pipeline must refuse, and what it says then.
 *
 * @param name       what is wrong with it
 * @param code       code of its result
 * @param deadLetter whether it is kept as a dead letter too, as whatever could not be decided is
 * @param brief      whether it is sent in the brief run too
 * @param make       makes it
 */
public record HostileRecord(String name, String code, boolean deadLetter, boolean brief, Make make) {

    /** Makes the record for a place in the commands topic. */
    @FunctionalInterface
    public interface Make {
        ProducerRecord<byte @Nullable [], byte @Nullable []> at(Place place) throws IOException, InterruptedException;
    }

    /** One that is kept as a dead letter. */
    public static HostileRecord deadLetter(String name, String code, Make make) {
        return new HostileRecord(name, code, true, false, make);
    }

    /** One that could be decided, and is refused. */
    public static HostileRecord rejected(String name, String code, Make make) {
        return new HostileRecord(name, code, false, false, make);
    }

    /** The same, sent in the brief run too. */
    HostileRecord inBrief() {
        return new HostileRecord(name, code, deadLetter, true, make);
    }

    @Override
    public String toString() {
        return name;
    }
}
