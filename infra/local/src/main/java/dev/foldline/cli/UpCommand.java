package dev.foldline.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code foldline up}: the whole pipeline on this machine, until Ctrl-C. */
@Command(name = "up", description = "Runs the whole pipeline on this machine until Ctrl-C; data is kept between runs.")
final class UpCommand implements Callable<Integer> {

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:FOLDLINE_DATA:-.foldline}",
            description = "Folder of data, logs and endpoints.properties (FOLDLINE_DATA; default: .foldline).")
    private Path data = Path.of(".foldline");

    @Override
    public Integer call() {
        throw new UnsupportedOperationException("up is not there yet: " + data);
    }
}
