package dev.foldline.command.config;

import dev.foldline.runtime.ServiceConfig;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Reads values the way the service does. */
final class ConfigReading {

    private ConfigReading() {}

    static AbstractConfig read(Map<String, String> values, ConfigDef... concerns) {
        String[] args = values.entrySet().stream()
                .map(value -> "--" + value.getKey() + "=" + value.getValue())
                .toArray(String[]::new);
        return ServiceConfig.load(args, Map.of(), concerns);
    }
}
