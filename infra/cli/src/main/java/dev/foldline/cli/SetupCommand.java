package dev.foldline.cli;

import dev.foldline.cli.endpoint.EndpointOptions;
import dev.foldline.contract.Topics;
import dev.foldline.setup.CoordinatorTopics;
import dev.foldline.setup.PipelineSetup;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code foldline setup}: topics and schemas, for servers that {@code up} has not started. */
@Command(
        name = "setup",
        description = {
            "Creates the topics and registers the schemas, with their subjects and compatibility levels.",
            "The services expect both and do neither. A second run changes nothing; up and demo do it themselves.",
            "Domains of your own are registered with the others: set FOLDLINE_DOMAINS to the folder of their jars."
        },
        footer = {
            "",
            "Example:",
            "  ./foldline setup --bootstrap-servers kafka:9092 --registry-url http://registry:8080/apis/ccompat/v7"
        })
final class SetupCommand implements Callable<Integer> {

    private static final int PARTITIONS_DEFAULT = 8;
    private static final short REPLICATION_FACTOR_DEFAULT = 1;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    private EndpointOptions endpoints;

    @Option(
            names = "--partitions",
            paramLabel = "P",
            description = "Partitions of every topic, set once (default: " + PARTITIONS_DEFAULT + ").")
    private int partitions = PARTITIONS_DEFAULT;

    @Option(
            names = "--replication-factor",
            paramLabel = "N",
            description = "Copies of every partition (default: " + REPLICATION_FACTOR_DEFAULT + ").")
    private short replicationFactor = REPLICATION_FACTOR_DEFAULT;

    @Option(
            names = "--topics-prefix",
            paramLabel = "PREFIX",
            description = "Put in front of every topic name; the services' foldline.topics.prefix (default: none).")
    private String topicsPrefix = "";

    @Option(
            names = "--coordinator-topics",
            description = {
                "Also set up __consumer_offsets and __transaction_state, so that a broker that starts has read them",
                "soon: for a cluster of your own."
            })
    private boolean coordinatorTopics;

    @Override
    public Integer call() {
        if (partitions < 1 || replicationFactor < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--partitions " + partitions + " --replication-factor " + replicationFactor
                            + ": 1 is the least of each");
        }
        if (coordinatorTopics) {
            CoordinatorTopics.run(endpoints.bootstrapServers());
        }
        PipelineSetup.Outcome done = PipelineSetup.run(
                endpoints.bootstrapServers(),
                endpoints.registryUrl(),
                new Topics(topicsPrefix),
                partitions,
                replicationFactor);
        PrintWriter out = spec.commandLine().getOut();
        done.topics()
                .forEach(topic ->
                        out.println("topic    " + topic + (done.created().contains(topic) ? " (created)" : "")));
        done.schemas().forEach(subject -> out.println("subject  " + subject));
        out.println(done.topics().size() + " topics, " + done.created().size() + " of them created, and "
                + done.schemas().size() + " subjects are there");
        out.flush();
        return FoldlineCommand.OK;
    }
}
