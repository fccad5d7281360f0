package dev.foldline.runtime;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The values a service runs with: {@code --config FILE}, then environment variables, then {@code --key=value}
 * arguments, the later ones winning.
 *
 * <p>Keys are described with Kafka's own {@link ConfigDef}, which holds key, type, default, check and sentence side by
 * side. The variable of a key is the key in capitals with {@code _} for {@code .}, behind {@code FOLDLINE_} where the
 * key does not begin so. A key that nothing describes refuses to start; passwords never print.
 */
public final class ServiceConfig {

    private static final Logger log = LoggerFactory.getLogger(ServiceConfig.class);
    private static final String VARIABLE_PREFIX = "FOLDLINE_";

    /** Variables that the launcher, the command line and the logging read; a service's keys do not know them. */
    private static final Set<String> FOREIGN_VARIABLES = Set.of(
            "FOLDLINE_DATA",
            "FOLDLINE_DOMAINS",
            "FOLDLINE_EXAMPLES",
            "FOLDLINE_JAVA_OPTS",
            "FOLDLINE_LOG_LEVEL",
            LogFormat.VARIABLE);

    private ServiceConfig() {}

    /**
     * Reads, checks and logs the values.
     *
     * @throws StartupException if a key is unknown or missing, or a value does not pass its check; the message names it
     */
    public static AbstractConfig load(String[] args, Map<String, String> environment, ConfigDef... concerns) {
        ConfigDef keys = new ConfigDef();
        for (ConfigDef concern : concerns) {
            concern.configKeys().values().forEach(keys::define);
        }
        Map<String, String> given = new HashMap<>();
        readFileAndArguments(args, environment, keys, given);
        refuseUnknown(keys, given);
        refuseMissing(keys, given);
        try {
            AbstractConfig config = new AbstractConfig(keys, given, false);
            new TreeMap<>(config.values())
                    .forEach((key, value) -> log.info("config {} = {}", key, Redacted.text(String.valueOf(value))));
            return config;
        } catch (ConfigException e) {
            throw new StartupException("configuration: " + Redacted.text(String.valueOf(e.getMessage())), e);
        }
    }

    /** Name of the environment variable that sets a key. */
    public static String variableOf(String key) {
        String upper = key.toUpperCase(Locale.ROOT).replace('.', '_');
        return upper.startsWith(VARIABLE_PREFIX) ? upper : VARIABLE_PREFIX + upper;
    }

    private static void readFileAndArguments(
            String[] args, Map<String, String> environment, ConfigDef keys, Map<String, String> given) {
        Map<String, String> arguments = new HashMap<>();
        for (int i = 0; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            if (args[i].equals("--config") && i + 1 < args.length) {
                i++;
                given.putAll(readFile(Path.of(args[i])));
            } else if (args[i].startsWith("--") && equals > 2) {
                arguments.put(args[i].substring(2, equals), args[i].substring(equals + 1));
            } else {
                throw new StartupException("configuration: argument " + Redacted.argument(args[i])
                        + " is neither --config FILE nor --key=value");
            }
        }
        given.putAll(readVariables(environment, keys));
        given.putAll(arguments);
    }

    private static Map<String, String> readFile(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new StartupException("configuration: cannot read " + file + ": " + e.getMessage(), e);
        }
        Map<String, String> values = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return values;
    }

    private static Map<String, String> readVariables(Map<String, String> environment, ConfigDef keys) {
        Map<String, String> keysByVariable = new HashMap<>();
        keys.names().forEach(key -> keysByVariable.put(variableOf(key), key));
        Map<String, String> values = new HashMap<>();
        environment.forEach((variable, value) -> {
            if (variable.startsWith(VARIABLE_PREFIX) && !FOREIGN_VARIABLES.contains(variable)) {
                // An unknown variable keeps its own name, so refuseUnknown names it as it was written.
                values.put(keysByVariable.getOrDefault(variable, variable), value);
            }
        });
        return values;
    }

    private static void refuseUnknown(ConfigDef keys, Map<String, String> given) {
        List<String> unknown = new ArrayList<>(new TreeSet<>(given.keySet()));
        unknown.removeAll(keys.names());
        if (!unknown.isEmpty()) {
            throw new StartupException("configuration: unknown key " + String.join(", ", unknown) + "; known are "
                    + String.join(", ", new TreeSet<>(keys.names())));
        }
    }

    private static void refuseMissing(ConfigDef keys, Map<String, String> given) {
        String missing = new TreeMap<>(keys.configKeys())
                .values().stream()
                        .filter(key -> !key.hasDefault() && !given.containsKey(key.name))
                        .map(key -> key.name + " (variable " + variableOf(key.name) + ")")
                        .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw new StartupException("configuration: missing is " + missing);
        }
    }
}
