package dev.foldline.stack.server;

import dev.foldline.stack.server.ChildSpec.StopSignal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Apicurio Registry, which speaks Confluent's API and keeps its schemas in Postgres. */
public final class RegistryServer {

    public static final String NAME = "registry";

    private RegistryServer() {}

    public static String url(int port) {
        return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
    }

    /** Variables that have it keep its schemas in a Postgres that trusts it, at this place as the registry sees it. */
    public static Map<String, String> storage(String postgresHost, int postgresPort) {
        return Map.ofEntries(
                Map.entry("APICURIO_STORAGE_KIND", "sql"),
                Map.entry("APICURIO_STORAGE_SQL_KIND", "postgresql"),
                Map.entry(
                        "APICURIO_DATASOURCE_URL",
                        "jdbc:postgresql://" + postgresHost + ":" + postgresPort + "/" + PostgresServer.REGISTRY),
                Map.entry("APICURIO_DATASOURCE_USERNAME", PostgresServer.USER),
                // By default it takes 20 connections at once and up to all that Postgres has.
                Map.entry("APICURIO_DATASOURCE_JDBC_INITIAL_SIZE", "1"),
                Map.entry("APICURIO_DATASOURCE_JDBC_MIN_SIZE", "1"),
                Map.entry("APICURIO_DATASOURCE_JDBC_MAX_SIZE", "10"),
                // Postgres never asks for it, but the registry wants one set.
                Map.entry("APICURIO_DATASOURCE_PASSWORD", "trusted"));
    }

    public static ChildSpec spec(Path jar, Ports ports) {
        int managementPort = ports.of(Part.REGISTRY_MANAGEMENT);
        List<String> command = List.of(
                Installation.java(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                // Else its first answers after a restart of Postgres are errors of connections that died with it.
                "-Dquarkus.datasource.postgresql.jdbc.validate-on-borrow=true",
                "-jar",
                jar.toString());
        Map<String, String> environment = new HashMap<>(storage("127.0.0.1", ports.of(Part.POSTGRES)));
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(ports.of(Part.REGISTRY)));
        environment.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        environment.put("QUARKUS_MANAGEMENT_PORT", Integer.toString(managementPort));
        return new ChildSpec(NAME, command, environment, StopSignal.TERM, () -> Http.ready(managementPort));
    }
}
