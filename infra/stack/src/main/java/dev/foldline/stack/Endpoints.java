package dev.foldline.stack;

import dev.foldline.stack.server.PropertiesFile;
import dev.foldline.stack.server.StackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * Where a running stack is reached; {@code endpoints.properties} in its data folder.
 *
 * @param bootstrapServers Kafka's bootstrap servers, host:port
 * @param jdbcUrl          JDBC URL of the event store with the user in it, enough for {@code DriverManager}; where its
 *                         partitions are in several databases, all of them with spaces between
 * @param registryUrl      URL of the schema registry, with the path of its Confluent API
 * @param commandUrl       URL of command-service's dead letters, health and metrics: of its first instance, as any will
 *                         do
 * @param queryUrl         URL of projection-service's queries, health and metrics: of its first instance, as any will
 *                         do
 */
public record Endpoints(
        String bootstrapServers, String jdbcUrl, String registryUrl, String commandUrl, String queryUrl) {

    /** The file's name in a data folder. */
    public static final String FILE_NAME = "endpoints.properties";

    private static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
    private static final String JDBC_URL = "jdbc.url";
    private static final String REGISTRY_URL = "registry.url";
    private static final String COMMAND_URL = "command.url";
    private static final String QUERY_URL = "query.url";

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws StackException if the file does not exist, or a value is missing in it
     */
    public static Endpoints read(Path file) {
        if (!Files.exists(file)) {
            throw new StackException(
                    "no stack is running here: there is no " + file + "; start one with ./foldline up");
        }
        Properties properties = PropertiesFile.readIfThere(file);
        return new Endpoints(
                value(file, properties, BOOTSTRAP_SERVERS),
                value(file, properties, JDBC_URL),
                value(file, properties, REGISTRY_URL),
                value(file, properties, COMMAND_URL),
                value(file, properties, QUERY_URL));
    }

    /** Writes the file whole: a reader sees all of it or the former one. */
    public void write(Path file) {
        Properties properties = new Properties();
        properties.setProperty(BOOTSTRAP_SERVERS, bootstrapServers);
        properties.setProperty(JDBC_URL, jdbcUrl);
        properties.setProperty(REGISTRY_URL, registryUrl);
        properties.setProperty(COMMAND_URL, commandUrl);
        properties.setProperty(QUERY_URL, queryUrl);
        PropertiesFile.write(file, properties);
    }

    private static String value(Path file, Properties properties, String key) {
        String value = properties.getProperty(key);
        if (value == null) {
            throw new StackException(file + " has no " + key + "; start the stack again with ./foldline up");
        }
        return value;
    }
}
