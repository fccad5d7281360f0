package dev.foldline.torture;

import dev.foldline.cli.CliPlugin;
import java.util.List;
import java.util.concurrent.Callable;

/** Adds {@code torture} to the command line. */
public final class TortureCommands implements CliPlugin {

    @Override
    public List<Callable<Integer>> commands() {
        return List.of(new TortureCommand());
    }
}
