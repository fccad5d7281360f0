package dev.foldline.projection.rebuild;

import dev.foldline.domain.topology.TopologyProjection;
import dev.foldline.domain.view.Projection;
import dev.foldline.projection.handover.Phase;
import dev.foldline.projection.topology.InternalTopics;
import dev.foldline.projection.topology.ProjectionContext;
import dev.foldline.projection.topology.RunningProjection;
import dev.foldline.projection.topology.StreamsProperties;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;

/** Starts builds, and deletes their groups and topics afterwards. */
final class BuildRunner {

    private final ProjectionContext context;
    private final Admin admin;
    private final InternalTopics topics;

    BuildRunner(ProjectionContext context, Admin admin) {
        this.context = context;
        this.admin = admin;
        this.topics = new InternalTopics(context.pipeline(), context.settings().replicationFactor());
    }

    /** Creates the topics of a build, and starts the build on this instance. */
    RunningProjection start(Projection<?> projection, Build build) throws ExecutionException, InterruptedException {
        topics.make(admin, projection.name(), applicationId(build));
        // The first build of a view has no other build to take over from.
        Phase first = build.number() == 1 ? Phase.SERVING : Phase.BUILDING;
        return RunningProjection.start(projection, build.name(), first, context);
    }

    /** Starts a projection that brings its own topology; each version is an application of its own. */
    RunningProjection start(TopologyProjection projection) throws ExecutionException, InterruptedException {
        String name = projection.name() + "-v" + projection.version();
        topics.make(
                admin,
                projection.name(),
                StreamsProperties.applicationId(name, context.pipeline(), context.settings()));
        return RunningProjection.start(projection, name, context);
    }

    /**
     * Deletes the consumer group and the topics of a build that is over; does nothing while an instance still has it.
     *
     * @return whether nothing is left of it
     */
    boolean delete(Build build) throws ExecutionException, InterruptedException {
        String applicationId = applicationId(build);
        try {
            admin.deleteConsumerGroups(List.of(applicationId)).all().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupNotEmptyException) {
                return false;
            }
            if (!(e.getCause() instanceof GroupIdNotFoundException)) {
                throw e;
            }
        }
        List<String> left = admin.listTopics().names().get().stream()
                .filter(topic -> topic.startsWith(applicationId + "-"))
                .toList();
        admin.deleteTopics(left).all().get();
        return true;
    }

    private String applicationId(Build build) {
        return StreamsProperties.applicationId(build.name(), context.pipeline(), context.settings());
    }
}
