package dev.foldline.e2e.guards;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;

/** While this is open, brokers take parts of transactions that no coordinator knows. */
final class UnverifiedTransactions implements AutoCloseable {

    private static final ConfigResource ALL_BROKERS = new ConfigResource(ConfigResource.Type.BROKER, "");
    private static final ConfigEntry UNVERIFIED = new ConfigEntry("transaction.partition.verification.enable", "false");

    private final Admin admin;

    private UnverifiedTransactions(Admin admin) {
        this.admin = admin;
    }

    static UnverifiedTransactions on(Admin admin) {
        UnverifiedTransactions unverified = new UnverifiedTransactions(admin);
        unverified.alterBrokers(AlterConfigOp.OpType.SET);
        return unverified;
    }

    /** Sends again until it is taken: the brokers hear a while later that they need not verify it. */
    void await(Callable<Boolean> isTaken) {
        Awaitility.await().until(isTaken);
    }

    private void alterBrokers(AlterConfigOp.OpType type) {
        Collection<AlterConfigOp> operations = List.of(new AlterConfigOp(UNVERIFIED, type));
        admin.incrementalAlterConfigs(Map.of(ALL_BROKERS, operations))
                .all()
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @Override
    public void close() {
        alterBrokers(AlterConfigOp.OpType.DELETE);
    }
}
