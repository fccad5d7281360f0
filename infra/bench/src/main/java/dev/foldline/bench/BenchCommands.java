package dev.foldline.bench;

import dev.foldline.cli.MoreCommands;
import java.util.List;
import java.util.concurrent.Callable;

/** Gives the command line its {@code bench}. */
public final class BenchCommands implements MoreCommands {

    @Override
    public List<Callable<Integer>> commands() {
        return List.of(new BenchCommand());
    }
}
