package dev.foldline.cli.endpoint;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Where a command takes the addresses from that neither an option nor the environment names. */
public enum EndpointSource {

    /** {@code endpoints.properties} in the data folder, which {@code up} writes. */
    LOCAL,

    /**
     * The settings of {@code docker-compose.yml}. They take precedence over the environment, because the user has asked
     * for them.
     */
    COMPOSE;

    /** The option of the command line's root. */
    public static final String OPTION = "--endpoints";

    /** What the option says, in the command line that a command belongs to. */
    static EndpointSource of(CommandSpec command) {
        OptionSpec option = command.root().findOption(OPTION);
        return option != null && option.getValue() == COMPOSE ? COMPOSE : LOCAL;
    }
}
