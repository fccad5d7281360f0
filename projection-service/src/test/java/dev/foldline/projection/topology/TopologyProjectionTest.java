package dev.foldline.projection.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.contract.Topics;
import dev.foldline.domain.topology.TopologyProjection;
import dev.foldline.domain.view.Event;
import dev.foldline.projection.deadletter.Request;
import dev.foldline.projection.deadletter.SequencedDeadLetters;
import dev.foldline.projection.gate.FoldedPositions;
import dev.foldline.projection.gate.GateState;
import dev.foldline.projection.gate.Gates;
import dev.foldline.projection.handover.Handover;
import dev.foldline.projection.handover.Phase;
import dev.foldline.projection.intake.IntakeParts;
import dev.foldline.schema.account.AccountClosed;
import dev.foldline.schema.account.AccountOpened;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topology of an author's own has the gate, the positions and the dead letters of every projection. */
class TopologyProjectionTest {

    private final EventLog log = new EventLog();
    private final Gates gates = new Gates("openings");
    private final FoldedPositions positions = new FoldedPositions(1);
    private final SequencedDeadLetters.Counts parked = new SequencedDeadLetters.Counts();
    private final TopologyTestDriver driver;
    private final TestInputTopic<String, byte[]> events;
    private final TestInputTopic<String, byte[]> requests;
    private final TestOutputTopic<String, String> out;

    /** Announces every account that opens, but for those of nobody. */
    private static final class Openings implements TopologyProjection {

        @Override
        public String name() {
            return "openings";
        }

        @Override
        public int version() {
            return 1;
        }

        @Override
        public List<Class<? extends SpecificRecord>> events() {
            return List.of(AccountOpened.class, AccountClosed.class);
        }

        @Override
        public void addTo(Topology topology, String events) {
            topology.addProcessor("announce", Announcer::new, events);
            topology.addSink("out", "openings", new StringSerializer(), new StringSerializer(), "announce");
        }
    }

    private static final class Announcer extends ContextualProcessor<String, Event, String, String> {

        @Override
        public void process(Record<String, Event> record) {
            if (record.value().data() instanceof AccountOpened opened) {
                if (opened.getOwner().isEmpty()) {
                    throw new IllegalStateException(record.key() + " belongs to nobody");
                }
                context().forward(record.withValue(opened.getOwner()));
            } else {
                context().forward(record.withValue("closed"));
            }
        }
    }

    TopologyProjectionTest(@TempDir Path stateDir) {
        Openings projection = new Openings();
        List<org.apache.avro.Schema> schemas = List.of(AccountOpened.getClassSchema(), AccountClosed.getClassSchema());
        IntakeParts parts = new IntakeParts(
                projection.name(),
                log.schemas(),
                schemas,
                gates,
                positions,
                parked,
                10,
                new Handover(projection.name(), "unused", Phase.SERVING, positions, TestBuild.COMMIT_INTERVAL));
        driver = new TopologyTestDriver(
                ProjectionTopology.of(projection, Topics.DEFAULT, parts, new BuildTopics("requests", "unused", 1)),
                TestBuild.exactlyOnce("openings", stateDir));
        events = driver.createInputTopic(Topics.DEFAULT.events(), new StringSerializer(), new ByteArraySerializer());
        requests = driver.createInputTopic("requests", new StringSerializer(), new ByteArraySerializer());
        out = driver.createOutputTopic("openings", new StringDeserializer(), new StringDeserializer());
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void repeatsAreDroppedAndPositionsAreKnown() {
        events.pipeInput(log.event("a", 1, 1, new AccountOpened("a", "Ada", "EUR", 1L)));
        events.pipeInput(log.event("a", 1, 1, new AccountOpened("a", "Ada", "EUR", 1L)));

        assertThat(out.readValuesToList()).containsExactly("Ada");
        assertThat(gates.state(0)).isEqualTo(new GateState(1, 1, 0, 0));
        assertThat(positions.passed(0)).isEqualTo(1);
    }

    @Test
    void aProcessorThatThrowsParksTheAggregateAndNothingElse() {
        events.pipeInput(log.event("a", 1, 1, new AccountOpened("a", "", "EUR", 1L)));
        events.pipeInput(log.event("a", 2, 2, new AccountClosed("a", "moved")));
        events.pipeInput(log.event("b", 1, 3, new AccountOpened("b", "Bob", "EUR", 1L)));

        assertThat(out.readValuesToList()).containsExactly("Bob");
        assertThat(parked.of(0)).isEqualTo(2);

        requests.pipeInput(
                new TestRecord<>("a", null, new Request(Request.Action.SKIP, 0, 1, "ada").headers(), EventLog.AT));

        assertThat(out.readValuesToList()).containsExactly("closed");
        assertThat(parked.of(0)).isZero();
    }
}
