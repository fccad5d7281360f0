package dev.foldline.e2e;

import dev.foldline.e2e.container.ContainerServers;
import dev.foldline.stack.LocalStack;
import dev.foldline.stack.StackOptions;
import dev.foldline.stack.server.Folders;
import dev.foldline.testing.ServerKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the one {@link LocalStack} of this JVM, services included. It is started for the first test that wants it
 * and stopped with the JVM: where the build spreads classes over several, JUnit begins again with each class. A test
 * leaves every process of it running. Its servers are embedded, or in containers where the build asks for that.
 *
 * <p>Data and logs stay in {@code target/stack-jvm-N} of the N-th JVM until the next run.
 */
public final class SharedStack implements ParameterResolver {

    /** Which of the JVMs that the build spreads the tests over. */
    private static final String JVM = System.getProperty("foldline.test.jvm", "jvm-1");

    private static @Nullable LocalStack shared;

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == LocalStack.class;
    }

    @Override
    public LocalStack resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return shared();
    }

    private static synchronized LocalStack shared() {
        LocalStack stack = shared;
        if (stack == null) {
            stack = start();
            shared = stack;
        }
        return stack;
    }

    private static LocalStack start() {
        Path folder = Path.of("target", "stack-" + JVM);
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        StackOptions options = StackOptions.in(folder).brief();
        return LocalStack.start(ServerKind.containers() ? options.serversAt(ContainerServers::new) : options, _ -> {});
    }
}
