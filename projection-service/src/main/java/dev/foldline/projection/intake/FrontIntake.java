package dev.foldline.projection.intake;

import dev.foldline.domain.view.Event;
import dev.foldline.projection.deadletter.IncomingRecord;
import dev.foldline.projection.deadletter.Request;
import dev.foldline.projection.deadletter.SequencedDeadLetters;
import dev.foldline.projection.deadletter.UnappliedEventException;
import dev.foldline.projection.gate.Gate;
import dev.foldline.projection.intake.batch.RecordBatch;

/**
 * The intake before a repartitioning: turns records of the events topic into events for another task.
 *
 * <p>Order and dead letters are by aggregate here, because the row of an event that cannot be read is not known. A
 * request for a key that is not parked here is forwarded to the partition of that key.
 *
 * <p>One per stream task, used by its thread.
 */
public final class FrontIntake {

    private final int partition;
    private final Gate gate;
    private final SequencedDeadLetters deadLetters;
    private final Destination destination;
    private final TaskIntake intake;

    /** Where a task sends the records that it has taken in. */
    public interface Destination {

        /**
         * Sends an event on.
         *
         * @param late whether it was parked, so that later positions have gone before it
         * @throws UnappliedEventException if its destination cannot be determined; nothing has been sent then
         */
        void send(IncomingRecord incoming, Event event, boolean late);

        /** Sends on what an operator asks for a key that is parked elsewhere, if anywhere. */
        void sendRequest(IncomingRecord request);

        /** Told of every position that is sent, parked or skipped. */
        default void passed(int of, long position, long timeMs) {}
    }

    /**
     * @param partition of the events topic, which is the task's
     * @param gate      its gate
     * @param deadLetters by aggregate
     */
    public FrontIntake(
            int partition, EventReader reader, Gate gate, SequencedDeadLetters deadLetters, Destination destination) {
        this.partition = partition;
        this.gate = gate;
        this.deadLetters = deadLetters;
        this.destination = destination;
        TaskIntake.Downstream downstream = TaskIntake.Downstream.forwarding(run -> send(run, false));
        this.intake = new TaskIntake(reader, of -> gate, deadLetters, downstream, destination::passed);
    }

    /** Takes in a record of the events, or of the requests. */
    public void take(RecordBatch.Item item) {
        EventHeaders headers = EventHeaders.of(item.headers());
        IncomingRecord incoming = EventReader.incoming(item, headers, partition);
        if (incoming.position() != EventReader.NO_POSITION) {
            intake.accept(incoming, headers);
            return;
        }
        Request request = Request.ofComplete(item.headers());
        if (request == null || deadLetters.isFirst(incoming.key(), request)) {
            intake.acceptOther(incoming, run -> send(run, true));
        } else {
            destination.sendRequest(incoming);
        }
    }

    /** Keeps what has been seen; to be called at the end of every record of Streams. */
    public void endBatch() {
        intake.endBatch();
        gate.save();
    }

    private void send(EventRun run, boolean late) {
        run.forEachTaken(taken -> {
            if (taken.incoming().position() == EventReader.NO_POSITION) {
                throw new UnappliedEventException(TaskIntake.NO_EVENT, null);
            }
            destination.send(taken.incoming(), taken.event(), late);
        });
    }
}
