package dev.foldline.stack.server;

import java.util.Locale;

/** What of the stack listens on a port. The order is that of the consecutive ports from {@code --port} on. */
public enum Part {
    BROKER("Kafka"),
    POSTGRES("Postgres"),
    REGISTRY("the schema registry"),
    COMMAND_SERVICE("command-service"),
    PROJECTION_SERVICE("projection-service"),
    CONTROLLER("Kafka's controller"),
    REGISTRY_MANAGEMENT("the schema registry's health");

    private final String words;

    Part(String words) {
        this.words = words;
    }

    /** How a message names it. */
    String words() {
        return words;
    }

    /** Its key in the file that keeps the ports. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '.') + ".port";
    }
}
