package dev.foldline.bench;

import dev.foldline.cli.CliPlugin;
import java.util.List;
import java.util.concurrent.Callable;

/** Gives the command line its {@code bench}. */
public final class BenchCommands implements CliPlugin {

    @Override
    public List<Callable<Integer>> commands() {
        return List.of(new BenchCommand());
    }
}
