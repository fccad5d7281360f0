package dev.foldline.command.forward;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FenceProducersOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fences, in Kafka, the producer of an owner that has left the group, so that its open transaction ends at once and it
 * commits no other. Without it only the group's generation keeps such an owner from committing, and a coordinator that
 * has just been loaded may not know it.
 *
 * @see <a href="https://cwiki.apache.org/confluence/display/KAFKA/KIP-588">KIP-588: producers recover from fencing</a>
 */
public final class OwnerFence {

    private static final Logger log = LoggerFactory.getLogger(OwnerFence.class);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    private final Admin admin;
    private final GroupMembers members;
    private final String self;
    private final UnaryOperator<String> transactionalId;

    /**
     * @param admin           remains the caller's
     * @param self            the worker that this belongs to; its own former producer is fenced by opening the next
     * @param transactionalId of a worker, by its name
     */
    public OwnerFence(Admin admin, GroupMembers members, String self, UnaryOperator<String> transactionalId) {
        this.admin = admin;
        this.members = members;
        this.self = self;
        this.transactionalId = transactionalId;
    }

    /** As {@link Forwarder#fence}. */
    void fence(String formerOwner) throws ForwardException {
        if (formerOwner.isEmpty() || formerOwner.equals(self)) {
            return;
        }
        Set<String> inGroup = members.byInstanceId().keySet();
        if (inGroup.contains(formerOwner)) {
            // Invariant: of two that hold a partition to be their own, the one that the group has given up yields.
            if (!inGroup.contains(self)) {
                throw new ForwardException(
                        self + " is not in the group, but the former owner " + formerOwner
                                + " is: waits for what the group gives it",
                        null);
            }
            return;
        }
        String id = transactionalId.apply(formerOwner);
        try {
            int timeoutMs = (int) ANSWER_TIMEOUT.toMillis();
            admin.fenceProducers(List.of(id), new FenceProducersOptions().timeoutMs(timeoutMs))
                    .all()
                    .get(timeoutMs, TimeUnit.MILLISECONDS);
            log.debug("[{}] {} has left the group and can commit nothing any more", self, formerOwner);
        } catch (ExecutionException | TimeoutException e) {
            throw new ForwardException("the former owner " + formerOwner + " could not be fenced: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ForwardException("interrupted while fencing the former owner " + formerOwner, e);
        }
    }
}
