package dev.foldline.command.forward;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** The members of command-service's consumer group, as its coordinator knows them. Thread-safe. */
public final class GroupMembers {

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    private final Admin admin;
    private final String groupId;

    /**
     * @param admin remains the caller's
     */
    public GroupMembers(Admin admin, String groupId) {
        this.admin = admin;
        this.groupId = groupId;
    }

    /**
     * The static members by their instance id, which is the name of their worker.
     *
     * @throws ForwardException if Kafka did not answer within the limit
     */
    public Map<String, MemberDescription> byInstanceId() throws ForwardException {
        try {
            Map<String, MemberDescription> members = new HashMap<>();
            admin.describeConsumerGroups(List.of(groupId))
                    .all()
                    .get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .values()
                    .forEach(group -> group.members()
                            .forEach(member -> member.groupInstanceId().ifPresent(id -> members.put(id, member))));
            return members;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw new ForwardException("the members of group " + groupId + " are not known: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new ForwardException(
                    "the members of group " + groupId + " are not known within " + ANSWER_TIMEOUT.toMillis() + " ms",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ForwardException("interrupted while asking for the members of group " + groupId, e);
        }
    }
}
