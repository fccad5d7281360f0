package dev.foldline.testing;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/** Lets tests run unless they are to have containers and no Docker engine answers. */
final class DockerCondition implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (!ServerKind.containers()) {
            return ConditionEvaluationResult.enabled("its servers are embedded");
        }
        if (DockerClientFactory.instance().isDockerAvailable()) {
            return ConditionEvaluationResult.enabled("a Docker engine answers");
        }
        String reason = "skipped on containers, as no Docker engine answers: " + context.getDisplayName();
        if (context.getTestMethod().isEmpty()) {
            System.err.println(reason);
        }
        return ConditionEvaluationResult.disabled(reason);
    }
}
