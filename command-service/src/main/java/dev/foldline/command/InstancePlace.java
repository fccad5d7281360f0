package dev.foldline.command;

import dev.foldline.command.store.postgres.PipelineMetadata;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Which process works under an instance id: the one that claimed it last, when it started. Two processes with one id
 * tell each other apart by this row; the group's coordinator cannot say it, because a static member that joins again
 * keeps the client id and the host of its former membership. Thread-safe.
 *
 * @param postgres where the row is
 * @param key      of the row in {@code pipeline_metadata}
 * @param mine     this process, for people; no two processes have the same
 */
record InstancePlace(PostgresSettings postgres, String key, String mine) {

    static InstancePlace of(PostgresSettings postgres, String instanceId, Instant now) {
        return new InstancePlace(
                postgres,
                "instance." + instanceId,
                "host " + host() + ", process " + ProcessHandle.current().pid() + ", started "
                        + now.truncatedTo(ChronoUnit.MILLIS));
    }

    /** From now on the place is this process's. */
    void claim() throws SQLException {
        PipelineMetadata.set(postgres, key, mine);
    }

    /** The process that has claimed the place last. */
    String holder() throws SQLException {
        return PipelineMetadata.firstSeen(postgres, key, mine);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
