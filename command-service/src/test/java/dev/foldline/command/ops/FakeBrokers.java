package dev.foldline.command.ops;

import java.util.Map;
import java.util.concurrent.TimeoutException;

/** Brokers that answer until they are told not to. */
final class FakeBrokers implements KafkaStats {
    boolean answer = true;
    boolean closed;

    @Override
    public Map<Integer, Long> commandLags() {
        return Map.of(0, 17L, 1, 0L);
    }

    @Override
    public Map<Integer, Disks> disks() throws KafkaSilentException {
        if (!answer) {
            throw new KafkaSilentException("Kafka does not tell its disks\nat all", new TimeoutException());
        }
        return Map.of(3, new Disks(1_000, 250));
    }

    @Override
    public void close() {
        closed = true;
    }
}
