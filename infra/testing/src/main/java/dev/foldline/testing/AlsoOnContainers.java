package dev.foldline.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Marks tests that run twice: {@code ./mvnw verify} gives them embedded servers, {@code ./mvnw verify -Pcontainers}
 * runs them alone and gives them containers. Without a Docker engine the second says so, once a class, and skips them.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("also-on-containers")
@ExtendWith(DockerCondition.class)
public @interface AlsoOnContainers {}
