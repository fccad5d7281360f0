package dev.foldline.torture.fault;

import dev.foldline.runtime.fault.FaultPoint;
import java.util.ArrayList;
import java.util.List;

/** The faults that a torture draws from. */
public final class Faults {

    private Faults() {}

    /** All of them, in an order that stays, as the plan draws by it. */
    public static List<Fault> all() {
        List<Fault> all = new ArrayList<>(List.of(
                ProcessFault.killCommandService(),
                ProcessFault.killProjectionService(),
                ProcessFault.killBroker(),
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
                TopicFault.resetOffsets()));
        for (FaultPoint point : FaultPoint.values()) {
            all.add(new KillAtPoint(point));
        }
        return List.copyOf(all);
    }
}
