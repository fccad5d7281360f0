package dev.foldline.testing;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The images of the servers, the same as those of {@code docker-compose.yml} and by the same variables of the
 * environment. Each gives a container that is not started yet.
 */
public final class ServerImages {

    private ServerImages() {}

    public static GenericContainer<?> kafka() {
        return of("KAFKA_IMAGE", "apache/kafka:4.3.1");
    }

    public static GenericContainer<?> registry() {
        return of("REGISTRY_IMAGE", "apicurio/apicurio-registry:3.3.3");
    }

    /**
     * A Postgres that trusts every client that reaches it.
     *
     * @param user who may do all
     */
    public static GenericContainer<?> postgres(String user) {
        return of("POSTGRES_IMAGE", "postgres:18")
                .withEnv("POSTGRES_USER", user)
                .withEnv("POSTGRES_HOST_AUTH_METHOD", "trust")
                .withEnv("POSTGRES_INITDB_ARGS", "--encoding=UTF8 --locale=C");
    }

    private static GenericContainer<?> of(String variable, String usual) {
        String image = System.getenv().getOrDefault(variable, usual);
        return new GenericContainer<>(DockerImageName.parse(image));
    }
}
