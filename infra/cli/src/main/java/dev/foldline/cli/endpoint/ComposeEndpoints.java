package dev.foldline.cli.endpoint;

import dev.foldline.stack.server.Http;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Addresses of the stack of {@code docker-compose.yml} from outside its network. Ports and password are settings, which
 * come from the shell's environment, else from {@code .env} beside it, else from here as in {@code .env.example}.
 */
final class ComposeEndpoints {

    private static final Map<String, String> DEFAULTS = Map.of(
            "BIND_ADDRESS", "127.0.0.1",
            "KAFKA_PORT", "19092",
            "POSTGRES_PORT", "15432",
            "POSTGRES_PASSWORD", "foldline",
            "REGISTRY_PORT", "18080",
            "COMMAND_SERVICE_PORTS", "18100-18109",
            "PROJECTION_SERVICE_PORTS", "18200-18209");

    private final Map<String, String> settings = new HashMap<>(DEFAULTS);

    /**
     * Takes the settings.
     *
     * @param folder      of {@code docker-compose.yml}
     * @param environment variables of the shell
     * @throws CliException if there is an {@code .env} that cannot be read
     */
    ComposeEndpoints(Path folder, Map<String, String> environment) {
        takeOver(read(folder.resolve(".env")));
        takeOver(environment);
    }

    /** As in {@code docker-compose.yml}, where the default also replaces an empty value. */
    private void takeOver(Map<String, String> values) {
        DEFAULTS.keySet().forEach(name -> {
            String value = values.getOrDefault(name, "");
            if (!value.isEmpty()) {
                settings.put(name, value);
            }
        });
    }

    private static Map<String, String> read(Path file) {
        Map<String, String> values = new HashMap<>();
        if (!Files.exists(file)) {
            return values;
        }
        try {
            for (String line : Files.readAllLines(file)) {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    values.put(
                            line.substring(0, equals).strip(),
                            line.substring(equals + 1).strip());
                }
            }
        } catch (IOException e) {
            throw new CliException("cannot read " + file + ": " + e.getMessage(), e);
        }
        return values;
    }

    /**
     * The value of a key of {@code endpoints.properties}. Of a service it is the first port of its range at which an
     * instance answers, or the first one if none does.
     */
    String get(String key) {
        return switch (key) {
            case "bootstrap.servers" -> address("KAFKA_PORT");
            case "jdbc.url" ->
                "jdbc:postgresql://" + address("POSTGRES_PORT") + "/foldline?user=foldline&password="
                        + URLEncoder.encode(setting("POSTGRES_PASSWORD"), StandardCharsets.UTF_8);
            case "registry.url" -> "http://" + address("REGISTRY_PORT") + "/apis/ccompat/v7";
            case "command.url" -> instance("COMMAND_SERVICE_PORTS");
            case "query.url" -> instance("PROJECTION_SERVICE_PORTS");
            default -> throw new IllegalArgumentException("the stack has no " + key);
        };
    }

    private String address(String portSetting) {
        return host() + ":" + setting(portSetting);
    }

    private String host() {
        String bound = setting("BIND_ADDRESS");
        return bound.equals("0.0.0.0") ? "127.0.0.1" : bound;
    }

    private String setting(String name) {
        return settings.getOrDefault(name, "");
    }

    private String instance(String portsSetting) {
        String[] range = setting(portsSetting).split("-", 2);
        int first = port(portsSetting, range[0]);
        int last = port(portsSetting, range[range.length - 1]);
        return url(IntStream.rangeClosed(first, last)
                .filter(this::answers)
                .findFirst()
                .orElse(first));
    }

    private static int port(String setting, String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new CliException(
                    setting + ": \"" + text + "\" is not a port; it takes one, or a range as in 18100-18109", e);
        }
    }

    private String url(int port) {
        return "http://" + host() + ":" + port;
    }

    private boolean answers(int port) {
        try {
            return Http.answers(url(port) + "/health/live");
        } catch (IOException e) {
            return false;
        }
    }
}
