package dev.foldline.torture.fault;

import dev.foldline.runtime.fault.FaultPoint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The faults that a torture draws from. */
public final class Faults {

    private Faults() {}

    /** All of them, in an order that stays, as the plan draws by it. */
    public static List<Fault> all() {
        List<Fault> all = new ArrayList<>(List.of(
                ProcessFault.killCommandService(),
                ProcessFault.killProjectionService(),
                ProcessFault.killBroker(),
                new SlowBrokerRestart(),
                ProcessFault.killPostgres(),
                ProcessFault.stopRegistry(),
                ProcessFault.pauseOwner(),
                ProcessFault.rollingRestart(),
                new ClockStep(),
                DatabaseFault.terminateBackends(),
                DatabaseFault.idleTransaction(),
                NetworkFault.resetPostgresConnections(),
                NetworkFault.slowPostgres(),
                NetworkFault.resetBrokerConnections(),
                NetworkFault.slowBroker(),
                FullDisk.ofPostgres(),
                FullDisk.ofPostgresLog(),
                FullDisk.ofBroker(),
                TopicFault.undecodableBytes(),
                TopicFault.oversizedRecord(),
                TopicFault.wrongTimestamps(),
                TopicFault.deletedOffsets(),
                TopicFault.resetOffsets(),
                new RegistryRefusesId(),
                new WrongTopicSetting(),
                new DeletedRecords(),
                new RewindViews(),
                new SleepAtPoint(FaultPoint.AFTER_POLL),
                new SleepAtPoint(FaultPoint.BEFORE_POSTGRES_COMMIT),
                new SleepAtPoint(FaultPoint.AFTER_POSTGRES_COMMIT)));
        for (FaultPoint point : FaultPoint.values()) {
            all.add(new KillAtPoint(point));
        }
        return List.copyOf(all);
    }

    /**
     * Those with these names.
     *
     * @throws IllegalArgumentException if there is none of a name; the message says which there are
     */
    public static List<Fault> named(List<String> names) {
        Map<String, Fault> all = new LinkedHashMap<>();
        all().forEach(fault -> all.put(fault.name(), fault));
        for (String name : names) {
            if (!all.containsKey(name)) {
                throw new IllegalArgumentException(
                        "there is no fault " + name + "; there are " + String.join(", ", all.keySet()));
            }
        }
        return names.stream().distinct().map(all::get).toList();
    }
}
