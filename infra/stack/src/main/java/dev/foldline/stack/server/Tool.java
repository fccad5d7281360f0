package dev.foldline.stack.server;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a program that ends by itself, such as initdb. */
public final class Tool {

    private Tool() {}

    /**
     * Runs it to its end.
     *
     * @throws StackException if it ends with another exit code than 0; the message has its last line of output
     */
    public static void run(String purpose, List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exitCode = process.waitFor();
            if (exitCode != 0) {
                String lastLine = output.lines()
                        .filter(line -> !line.isBlank())
                        .reduce((_, last) -> last)
                        .orElse("it printed nothing");
                throw new StackException(purpose + " failed with exit code " + exitCode + ": " + lastLine.strip());
            }
        } catch (IOException e) {
            throw new StackException(purpose + " failed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("interrupted: " + purpose, e);
        }
    }
}
