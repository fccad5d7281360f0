package dev.foldline.cli;

import dev.foldline.cli.endpoint.EndpointOptions;
import dev.foldline.cli.endpoint.EndpointSource;
import dev.foldline.cli.operator.AggregateCommand;
import dev.foldline.cli.operator.DeadLettersCommand;
import dev.foldline.cli.operator.InlineViewsCommand;
import dev.foldline.cli.operator.ProjectionsCommand;
import dev.foldline.cli.operator.RebuildCommand;
import dev.foldline.cli.operator.ReplayCommand;
import dev.foldline.cli.schema.SchemasCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ServiceConfigurationError;
import java.util.UUID;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The command line's root, and what all subcommands share: exit codes, and an error as one line on stderr.
 *
 * <p>A subcommand is a {@code Callable<Integer>} that returns one of the codes below and throws what it cannot
 * handle; the exception's message becomes the line. {@code FOLDLINE_LOG_LEVEL=DEBUG} prints the stack trace too.
 */
@Command(
        name = "foldline",
        description = "Commands in, events stored once, views out: runs Foldline on this machine and talks to it.",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        versionProvider = FoldlineVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            InstallCommand.class,
            UpCommand.class,
            DemoCommand.class,
            SetupCommand.class,
            SendCommand.class,
            EventsCommand.class,
            ViewCommand.class,
            VerifyCommand.class,
            SchemasCommand.class,
            ProjectionsCommand.class,
            AggregateCommand.class,
            InlineViewsCommand.class,
            RebuildCommand.class,
            DeadLettersCommand.class,
            ReplayCommand.class,
            CommandLine.HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it worked; for send: the command was accepted",
            "1:it failed, one line on stderr says why; for verify: a check failed",
            "2:wrong use",
            "3:the command was rejected",
            "4:the command failed"
        })
public final class FoldlineCommand implements Runnable {

    /** It worked. */
    public static final int OK = 0;

    /** It failed, and one line on stderr says why. */
    public static final int FAILED = 1;

    /** An option or argument is wrong or missing. */
    public static final int WRONG_USE = 2;

    /** The domain rejected the command that was sent. */
    public static final int REJECTED = 3;

    /** The command that was sent could not be decided. */
    public static final int COMMAND_FAILED = 4;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = EndpointSource.OPTION,
            paramLabel = "local|compose",
            description = "Which stack a command talks to: that of up (default), or that of docker-compose.yml.")
    private EndpointSource endpoints = EndpointSource.LOCAL;

    public static void main(String[] args) {
        try {
            System.exit(commandLine().execute(args));
        } catch (LinkageError | ServiceConfigurationError e) {
            // picocli does not handle a Throwable that is not an Exception; the usual cause of one is a jar in
            // FOLDLINE_DOMAINS.
            System.err.println("foldline: a class cannot be used: " + e + "; is a jar in FOLDLINE_DOMAINS incomplete?");
            System.exit(FAILED);
        }
    }

    /** The whole command line, as {@link #main} runs it. */
    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new FoldlineCommand());
        CliPlugin.all().forEach(commandLine::addSubcommand);
        commandLine.registerConverter(Instant.class, FoldlineCommand::instant);
        commandLine.registerConverter(UUID.class, FoldlineCommand::uuid);
        return commandLine
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionStrategy(FoldlineCommand::execute)
                .setParameterExceptionHandler(FoldlineCommand::wrongUse)
                .setExecutionExceptionHandler(oneLine());
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Missing command");
    }

    /** Runs a command, unless it is told of a stack and has a stack of its own. */
    private static int execute(ParseResult parsed) {
        CommandSpec last = parsed.asCommandLineList().getLast().getCommandSpec();
        boolean talks =
                last.mixins().values().stream().anyMatch(mixin -> mixin.userObject() instanceof EndpointOptions);
        FoldlineCommand root = (FoldlineCommand) last.root().userObject();
        if (root.endpoints != EndpointSource.LOCAL && parsed.hasSubcommand() && !talks) {
            throw new ParameterException(
                    last.commandLine(),
                    EndpointSource.OPTION + " is not for " + last.name() + ", which talks to no stack"
                            + " but its own");
        }
        if (last.userObject() instanceof SendCommand send
                && parsed.asCommandLineList().getLast().getParseResult().isUsageHelpRequested()
                && send.printHelpOfType()) {
            return OK;
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new TypeConversionException("'" + text + "' is not a time such as 2026-11-21T10:15:30Z");
        }
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "' is not a UUID");
        }
    }

    /** The whole usage would push the reason off the screen. */
    private static int wrongUse(ParameterException exception, String[] args) {
        CommandLine commandLine = exception.getCommandLine();
        PrintWriter err = commandLine.getErr();
        String help = commandLine.getCommandSpec().qualifiedName() + " --help";
        err.println(commandLine
                .getColorScheme()
                .errorText("foldline: " + reason(exception) + " (" + help + " says how to use it)"));
        err.flush();
        return WRONG_USE;
    }

    private static IExecutionExceptionHandler oneLine() {
        return (exception, commandLine, _) -> {
            PrintWriter err = commandLine.getErr();
            err.println(commandLine.getColorScheme().errorText("foldline: " + reason(exception)));
            if ("DEBUG".equalsIgnoreCase(System.getenv("FOLDLINE_LOG_LEVEL"))) {
                StringWriter trace = new StringWriter();
                exception.printStackTrace(new PrintWriter(trace));
                err.print(trace);
            }
            err.flush();
            return FAILED;
        };
    }

    private static String reason(Throwable exception) {
        String message = exception.getMessage();
        return message == null || message.isBlank()
                ? exception.getClass().getSimpleName()
                : message.strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
