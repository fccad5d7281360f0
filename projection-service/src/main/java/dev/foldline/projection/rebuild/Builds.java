package dev.foldline.projection.rebuild;

import dev.foldline.projection.database.ProjectionDatabase;
import dev.foldline.projection.handover.Phase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The builds of all views, as Postgres has them: the state that all instances share. Thread-safe.
 *
 * <p>Every change names the state that it starts from, so if two instances try the same change, only one succeeds.
 */
final class Builds {

    private static final String UNIQUE_VIOLATION = "23505";

    private final ProjectionDatabase database;

    Builds(ProjectionDatabase database) {
        this.database = database;
    }

    /** The builds of a view that are not deleted, oldest first. */
    List<Build> of(String projection) throws SQLException {
        return database.inTransaction(connection -> {
            String sql = "SELECT build, version, state FROM projection_builds"
                    + " WHERE projection_name = ? AND state <> 'DELETED' ORDER BY build";
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, projection);
                List<Build> builds = new ArrayList<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        Build.State state = Build.State.valueOf(rows.getString(3));
                        builds.add(new Build(projection, rows.getInt(1), rows.getInt(2), state));
                    }
                }
                return builds;
            }
        });
    }

    /** Lets the first build of a view serve; does nothing where the view has a build. */
    void serveFirst(String projection, int version) throws SQLException {
        update(
                "INSERT INTO projection_builds (projection_name, build, version, state)"
                        + " VALUES (?, 1, ?, 'SERVING') ON CONFLICT DO NOTHING",
                projection,
                version);
    }

    /** A new build of a view beside the one that serves; empty if one is in progress already. */
    Optional<Build> request(String projection, int version) throws SQLException {
        String sql = "INSERT INTO projection_builds (projection_name, build, version, state)"
                + " SELECT ?, max(build) + 1, ?, 'BUILDING' FROM projection_builds WHERE projection_name = ?"
                + " RETURNING build";
        try {
            return database.inTransaction(connection -> {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.setString(1, projection);
                    statement.setInt(2, version);
                    statement.setString(3, projection);
                    try (ResultSet row = statement.executeQuery()) {
                        row.next();
                        return Optional.of(new Build(projection, row.getInt(1), version, Build.State.BUILDING));
                    }
                }
            });
        } catch (SQLException e) {
            if (UNIQUE_VIOLATION.equals(e.getSQLState())) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Takes a build from the state that it was read in to another; false if it is no longer in that state. */
    boolean change(Build build, Build.State to) throws SQLException {
        return database.inTransaction(connection -> change(connection, build, to));
    }

    /** From now on one build serves, and the other no longer; false if another instance has done so. */
    boolean takeOver(Build former, Build next) throws SQLException {
        return database.inTransaction(connection ->
                change(connection, former, Build.State.RETIRED) && change(connection, next, Build.State.SERVING));
    }

    /** Stores an instance's reports of the tasks that it has. */
    void report(Build build, Map<Integer, TaskReport> tasks) throws SQLException {
        if (tasks.isEmpty()) {
            return;
        }
        String sql = "INSERT INTO projection_build_tasks (projection_name, build, task, phase, positions)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (projection_name, build, task)"
                + " DO UPDATE SET phase = excluded.phase, positions = excluded.positions, reported_at = now()";
        database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (Map.Entry<Integer, TaskReport> task : tasks.entrySet()) {
                    Long[] positions = task.getValue().positions().toArray(Long[]::new);
                    statement.setString(1, build.projection());
                    statement.setInt(2, build.number());
                    statement.setInt(3, task.getKey());
                    statement.setString(4, task.getValue().phase().name());
                    statement.setArray(5, connection.createArrayOf("bigint", positions));
                    statement.addBatch();
                }
                return statement.executeBatch();
            }
        });
    }

    /** The last report of each task of a build, by task. */
    Map<Integer, TaskReport> reports(Build build) throws SQLException {
        return database.inTransaction(connection -> {
            String sql = "SELECT task, phase, positions FROM projection_build_tasks"
                    + " WHERE projection_name = ? AND build = ?";
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, build.projection());
                statement.setInt(2, build.number());
                Map<Integer, TaskReport> reports = new TreeMap<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        List<Long> positions = List.of((Long[]) rows.getArray(3).getArray());
                        reports.put(rows.getInt(1), new TaskReport(Phase.valueOf(rows.getString(2)), positions));
                    }
                }
                return reports;
            }
        });
    }

    private static boolean change(Connection connection, Build build, Build.State to) throws SQLException {
        String sql = "UPDATE projection_builds SET state = ?, changed_at = now()"
                + " WHERE projection_name = ? AND build = ? AND state = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, to.name());
            statement.setString(2, build.projection());
            statement.setInt(3, build.number());
            statement.setString(4, build.state().name());
            return statement.executeUpdate() == 1;
        }
    }

    private void update(String sql, String projection, int version) throws SQLException {
        database.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, projection);
                statement.setInt(2, version);
                return statement.executeUpdate();
            }
        });
    }
}
