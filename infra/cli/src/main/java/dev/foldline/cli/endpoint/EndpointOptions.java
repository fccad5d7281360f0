package dev.foldline.cli.endpoint;

import dev.foldline.stack.server.Installation;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Where the pipeline is: an option, else an environment variable, else {@code endpoints.properties} in the data folder.
 * With {@code --endpoints compose} it is an option, else the stack of {@code docker-compose.yml}.
 *
 * <p>A file is read when a command asks for an endpoint that neither of the others gives, so a command that is told
 * all it needs does without one.
 */
public final class EndpointOptions {

    private static final String DATA_VARIABLE = "FOLDLINE_DATA";
    private static final Path DATA_DEFAULT = Path.of(".foldline");

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder with endpoints.properties of a running stack (FOLDLINE_DATA; default: .foldline).")
    private @Nullable Path data;

    @Option(
            names = "--bootstrap-servers",
            paramLabel = "HOST:PORT",
            description = "Kafka (FOLDLINE_BOOTSTRAP_SERVERS).")
    private @Nullable String bootstrapServers;

    @Option(
            names = "--jdbc-url",
            paramLabel = "URL",
            description = "Postgres (FOLDLINE_JDBC_URL); several in one word, with spaces between, where the partitions"
                    + " are in several databases.")
    private @Nullable String jdbcUrl;

    @Option(names = "--registry-url", paramLabel = "URL", description = "Schema registry (FOLDLINE_REGISTRY_URL).")
    private @Nullable String registryUrl;

    @Option(names = "--query-url", paramLabel = "URL", description = "projection-service (FOLDLINE_QUERY_URL).")
    private @Nullable String queryUrl;

    @Option(names = "--command-url", paramLabel = "URL", description = "command-service (FOLDLINE_COMMAND_URL).")
    private @Nullable String commandUrl;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init")
    private CommandSpec command;

    private final Map<String, String> environment;
    private @Nullable Properties file;

    EndpointOptions() {
        this(System.getenv());
    }

    EndpointOptions(Map<String, String> environment) {
        this.environment = environment;
    }

    public String bootstrapServers() {
        return endpoint(bootstrapServers, "bootstrap.servers");
    }

    public String jdbcUrl() {
        return endpoint(jdbcUrl, "jdbc.url");
    }

    public String registryUrl() {
        return endpoint(registryUrl, "registry.url");
    }

    public String queryUrl() {
        return endpoint(queryUrl, "query.url");
    }

    public String commandUrl() {
        return endpoint(commandUrl, "command.url");
    }

    private String endpoint(@Nullable String option, String key) {
        if (option != null) {
            return option;
        }
        if (EndpointSource.of(command) == EndpointSource.COMPOSE) {
            return new ComposeEndpoints(Installation.find().home(), environment).get(key);
        }
        String name = key.replace('.', '-');
        String variable = "FOLDLINE_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
        String value = environment.get(variable);
        if (value != null && !value.isBlank()) {
            return value;
        }
        value = file().getProperty(key);
        if (value == null) {
            throw new CliException(path() + " has no " + key + ": start the stack with ./foldline up, or give --" + name
                    + " or " + variable);
        }
        return value;
    }

    private Properties file() {
        if (file != null) {
            return file;
        }
        Path path = path();
        Properties properties = new Properties();
        if (!Files.exists(path)) {
            throw new CliException(
                    "there is no " + path + ": start a stack with ./foldline up, or say where one is with"
                            + " --endpoints compose, --data or --bootstrap-servers, --jdbc-url, --registry-url,"
                            + " --query-url and --command-url");
        }
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new CliException("cannot read " + path + ": " + e.getMessage(), e);
        }
        file = properties;
        return properties;
    }

    private Path path() {
        String variable = environment.get(DATA_VARIABLE);
        Path byVariable = variable == null || variable.isBlank() ? DATA_DEFAULT : Path.of(variable);
        return (data == null ? byVariable : data).resolve("endpoints.properties");
    }
}
