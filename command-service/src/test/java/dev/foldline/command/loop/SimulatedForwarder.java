package dev.foldline.command.loop;

import dev.foldline.command.forward.DeadLetterHeaders;
import dev.foldline.command.forward.ForwardException;
import dev.foldline.command.forward.ForwardRecords;
import dev.foldline.command.forward.Forwarder;
import dev.foldline.command.store.PartitionBatch;
import dev.foldline.runtime.kafka.OwnRecords;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Forwards in two steps that the simulation takes when it likes, so that anything can happen between them. */
final class SimulatedForwarder implements Forwarder {

    /** What goes wrong at the next step. */
    enum Fault {
        SEND_FAILS,
        COMMIT_FAILS,
        COMMIT_REPLY_IS_LOST
    }

    /** What a forwarder of ours could do wrong all the time. */
    enum Flaw {
        FORWARDS_WHAT_IS_ABANDONED,
        FLUSHES_NOTHING,
        FENCES_NOBODY
    }

    private final SimulatedKafka kafka;
    private final String member;
    private final ForwardRecords records;
    private final ArrayDeque<PartitionBatch> waiting = new ArrayDeque<>();
    private SimulatedKafka.@Nullable OpenTransaction transaction;
    private @Nullable ConsumerGroupMetadata group;
    private final Set<Flaw> flaws = EnumSet.noneOf(Flaw.class);
    private @Nullable Fault nextFault;
    private @Nullable RuntimeException failure = new IllegalStateException("not reset yet");

    SimulatedForwarder(SimulatedKafka kafka, String member, ForwardRecords records) {
        this.kafka = kafka;
        this.member = member;
        this.records = records;
    }

    void failNext(Fault fault) {
        nextFault = fault;
    }

    /** Does this wrong from now on, to see whether anyone notices. */
    void sufferFrom(Flaw flaw) {
        flaws.add(flaw);
    }

    /** Sends the records of what waits, then their offsets, then commits. */
    void step() {
        try {
            SimulatedKafka.OpenTransaction open = transaction;
            if (open != null && !open.offsetsSent) {
                kafka.sendOffsets(member, open);
            } else if (open != null) {
                transaction = null;
                commit(open);
            } else if (failure == null && !waiting.isEmpty()) {
                transaction = begin();
            }
        } catch (KafkaException e) {
            transaction = null;
            kafka.abort(member);
            failure = e;
            waiting.clear();
        }
    }

    private SimulatedKafka.OpenTransaction begin() {
        ConsumerGroupMetadata current = group;
        if (current == null) {
            throw new IllegalStateException("joined comes before the first batch");
        }
        failOn(Fault.SEND_FAILS);
        SimulatedKafka.OpenTransaction open = kafka.begin(member, current.generationId());
        for (PartitionBatch batch : waiting) {
            List<ProducerRecord<byte @Nullable [], byte @Nullable []>> its = new ArrayList<>();
            records.of(batch, its::add);
            open.records.addAll(its);
            open.offsets.put(batch.partition(), batch.nextOffset());
        }
        waiting.clear();
        return open;
    }

    private void commit(SimulatedKafka.OpenTransaction open) {
        failOn(Fault.COMMIT_FAILS);
        kafka.commit(member, open);
        failOn(Fault.COMMIT_REPLY_IS_LOST);
    }

    private void failOn(Fault fault) {
        if (nextFault == fault) {
            nextFault = null;
            throw new KafkaException(fault + " on purpose");
        }
    }

    @Override
    public void fence(String formerOwner) throws ForwardException {
        if (kafka.knows(formerOwner) && !kafka.knows(member)) {
            throw new ForwardException(member + " is not in the group, but " + formerOwner + " is", null);
        }
        if (!formerOwner.isEmpty()
                && !formerOwner.equals(member)
                && !kafka.knows(formerOwner)
                && !flaws.contains(Flaw.FENCES_NOBODY)) {
            kafka.fence(formerOwner);
        }
    }

    @Override
    public long lastAnsweredOffset(int partition) throws ForwardException {
        if (kafka.endsAreHidden(partition)) {
            throw new ForwardException("the end of partition " + partition + " is hidden on purpose", null);
        }
        kafka.awaitTransactions(partition);
        OptionalLong last = last(kafka.keptResults(partition), OwnRecords::answeredOffset);
        return last.orElse(kafka.deletedResults(partition) ? ANSWERS_DELETED : NOTHING_ANSWERED);
    }

    /** What the last own record says. */
    private OptionalLong last(
            List<ProducerRecord<byte @Nullable [], byte @Nullable []>> kept, Function<Headers, OptionalLong> number) {
        for (ProducerRecord<byte @Nullable [], byte @Nullable []> record : kept.reversed()) {
            OptionalLong its = number.apply(record.headers());
            if (its.isPresent()) {
                return its;
            }
        }
        return OptionalLong.empty();
    }

    @Override
    public long lastPosition(int partition) {
        kafka.passes();
        kafka.awaitTransactions(partition);
        return last(kafka.log("events", partition), OwnRecords::position).orElse(0);
    }

    @Override
    public long lastDeadLetterOffset(int partition) {
        return last(
                        kafka.log("commands.dlq", partition),
                        headers -> OwnRecords.number(headers, DeadLetterHeaders.OFFSET))
                .orElse(-1);
    }

    @Override
    public void submit(List<PartitionBatch> batch) throws ForwardException {
        check();
        waiting.addAll(batch);
    }

    @Override
    public void joined(ConsumerGroupMetadata newest) {
        group = newest;
    }

    @Override
    public void flush() throws ForwardException {
        while (!flaws.contains(Flaw.FLUSHES_NOTHING)
                && (transaction != null || (failure == null && !waiting.isEmpty()))) {
            step();
        }
        check();
    }

    @Override
    public void flush(Duration limit) throws ForwardException {
        flush();
    }

    @Override
    public void check() throws ForwardException {
        if (failure != null) {
            throw new ForwardException("forwarding has stopped: " + failure.getMessage(), failure);
        }
    }

    @Override
    public void abandon(String reason) {
        if (flaws.contains(Flaw.FORWARDS_WHAT_IS_ABANDONED)) {
            return;
        }
        waiting.clear();
        if (failure == null) {
            failure = new IllegalStateException(reason);
        }
    }

    @Override
    public void reset() {
        kafka.openProducer(member);
        transaction = null;
        waiting.clear();
        failure = null;
    }

    @Override
    public void close() {}
}
