package dev.foldline.cli;

import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;

/**
 * Subcommands of a module that the command line does not depend on. Found with {@link ServiceLoader}: a jar on the
 * class path adds them.
 */
public interface CliPlugin {

    /**
     * The subcommands, each annotated as picocli wants it; see {@link FoldlineCommand} for what they return and throw.
     */
    List<Callable<Integer>> commands();

    /** All on the class path. */
    static List<Callable<Integer>> all() {
        return ServiceLoader.load(CliPlugin.class).stream()
                .flatMap(found -> found.get().commands().stream())
                .toList();
    }
}
