package dev.foldline.stack.server;

import com.sun.management.OperatingSystemMXBean;
import dev.foldline.stack.server.ChildSpec.StopSignal;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Postgres on 127.0.0.1, which trusts every client that reaches it there. The first server is for the event store and
 * the registry, others hold some of the event store's partitions.
 */
public final class PostgresServer {

    public static final String NAME = "postgres";
    public static final String USER = "foldline";
    public static final String EVENT_STORE = "foldline";
    public static final String REGISTRY = "registry";

    /** There in every new Postgres; the others are made from it. */
    private static final String FIRST_DATABASE = "postgres";

    /** An eighth of the machine's memory, taken only as far as the tables fill it. */
    private static final long MEMORY_PART = 8;

    private static final long SHARED_BUFFERS_MIN_MB = 128;
    private static final long SHARED_BUFFERS_MAX_MB = 4_096;

    /** For a small machine: safe writes, few checkpoints, memory that leaves room for four JVMs. */
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("listen_addresses", "127.0.0.1"),
            // TCP is enough, and a socket's path must not be longer than about a hundred characters.
            Map.entry("unix_socket_directories", ""),
            Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"),
            Map.entry("shared_buffers", sharedBuffersMb() + "MB"),
            // These binaries have only pglz, which costs more processor time than the log's bytes save of the disk's.
            Map.entry("wal_compression", "off"),
            Map.entry("max_wal_size", "2GB"),
            Map.entry("checkpoint_timeout", "15min"),
            Map.entry("log_line_prefix", "%m [%p] "));

    private final String name;
    private final Path binaries;
    private final Path data;
    private final int port;

    private PostgresServer(String name, Path binaries, Path data, int port) {
        this.name = name;
        this.binaries = binaries;
        this.data = data;
        this.port = port;
    }

    /** Name of one of the servers, the first of which needs no number. */
    public static String name(int number) {
        return number == 1 ? NAME : NAME + "-" + number;
    }

    /** Unpacks the server and makes an empty cluster, each unless it is there. */
    public static PostgresServer prepare(String name, Path binariesFolder, Path data, int port) {
        PostgresServer server = new PostgresServer(name, PostgresBinaries.unpack(binariesFolder), data, port);
        server.makeCluster();
        return server;
    }

    /** With the user in it, so that the URL is all that a client needs. */
    public static String jdbcUrl(int port, String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + USER;
    }

    public ChildSpec spec() {
        List<String> command = asPostgresUser("postgres");
        command.addAll(List.of("-D", data.toString(), "-p", Integer.toString(port)));
        SETTINGS.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return new ChildSpec(name, command, Map.of(), StopSignal.INT, () -> acceptsConnections(port));
    }

    /** Makes the databases of the event store and the registry unless they are there. */
    public static void makeDatabases(int port) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl(port, FIRST_DATABASE))) {
            for (String database : List.of(EVENT_STORE, REGISTRY)) {
                if (!exists(connection, database)) {
                    try (Statement statement = connection.createStatement()) {
                        // The fast way to copy an almost empty template; the usual one checkpoints twice.
                        statement.execute("CREATE DATABASE " + database + " STRATEGY wal_log");
                    }
                }
            }
        } catch (SQLException e) {
            throw new StackException("cannot make the databases in Postgres: " + e.getMessage(), e);
        }
    }

    private static boolean exists(Connection connection, String database) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
            query.setString(1, database);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        }
    }

    private void makeCluster() {
        if (Files.exists(data.resolve("PG_VERSION"))) {
            return;
        }
        // Beside its place and moved there when it is complete: a run that was killed here leaves no half cluster. A
        // folder that is there may be a disk of its own, onto which nothing can be moved.
        boolean inPlace = Files.isDirectory(data);
        Path fresh = inPlace ? data : data.resolveSibling(data.getFileName() + ".new");
        try {
            if (!inPlace) {
                Folders.delete(fresh);
            }
            List<String> command = asPostgresUser("initdb");
            command.addAll(List.of("-D", fresh.toString(), "-U", USER, "-A", "trust"));
            command.addAll(List.of("--encoding=UTF8", "--locale=C", "--no-instructions"));
            Tool.run("initdb", command);
            if (!inPlace) {
                Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new StackException("cannot make Postgres' data folder " + data + ": " + e.getMessage(), e);
        }
    }

    /** Postgres refuses to run as root; in a user namespace of its own it does not see that it is. */
    private List<String> asPostgresUser(String program) {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "--user"));
        }
        command.add(binaries.resolve("bin").resolve(program).toString());
        return command;
    }

    /** Whether the server on this port of this machine can be used. */
    public static boolean acceptsConnections(int port) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl(port, FIRST_DATABASE))) {
            return connection.isValid(0);
        }
    }

    private static long sharedBuffersMb() {
        long memoryBytes =
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
        return Math.clamp((memoryBytes >> 20) / MEMORY_PART, SHARED_BUFFERS_MIN_MB, SHARED_BUFFERS_MAX_MB);
    }
}
