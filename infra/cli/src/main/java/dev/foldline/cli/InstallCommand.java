package dev.foldline.cli;

import dev.foldline.cli.endpoint.CliException;
import dev.foldline.stack.server.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code foldline install}: what authors compile against, in the local Maven repository. */
@Command(
        name = "install",
        description = {
            "Builds what domains and clients compile against, and puts it into the local Maven repository:",
            "foldline-domain-api, foldline-schemas and foldline-examples, with what they need. Once for each version."
        },
        footer = {"", "Example:", "  ./foldline install"})
final class InstallCommand implements Callable<Integer> {

    /** Each with the modules that it needs. */
    private static final String MODULES = "schemas,schemas/examples";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path home = Installation.find().home();
        Path maven = home.resolve("mvnw");
        if (!Files.isExecutable(maven)) {
            throw new CliException(maven + " is missing: install works in a clone of the repository only");
        }
        int exit = new ProcessBuilder(List.of(
                        maven.toString(), "-q", "-B", "-Dmaven.test.skip=true", "-pl", MODULES, "-am", "install"))
                .directory(home.toFile())
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new CliException("the build has failed with exit code " + exit + ", see above");
        }
        spec.commandLine()
                .getOut()
                .println("foldline-domain-api, foldline-schemas and foldline-examples are installed");
        return FoldlineCommand.OK;
    }
}
