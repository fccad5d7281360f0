package dev.foldline.e2e.owners;

import dev.foldline.stack.LocalStack;
import dev.foldline.stack.server.ServiceProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Which instance of command-service owns which partition.
 *
 * @param instances by partition, the number of the instance that last acquired it, as the table says
 * @param epochs    by partition, how often it was acquired, as the table says
 * @param claims    by partition, the instances that say in their metrics that they own it; one that does not answer
 *                  says nothing
 */
record Owners(Map<Integer, Integer> instances, Map<Integer, Long> epochs, Map<Integer, List<Integer>> claims) {

    /** {@code command-service-INSTANCE-WORKER}. */
    private static final Pattern OWNER = Pattern.compile("command-service-(\\d+)-\\d+");

    private static final Pattern EPOCH =
            Pattern.compile("(?m)^foldline_partition_epoch\\{[^}]*partition=\"(\\d+)\"[^}]*}\\s+([0-9.E]+)$");

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);

    /** Reads the table, then asks each instance. */
    static Owners read(LocalStack stack) {
        Map<Integer, Integer> instances = new TreeMap<>();
        Map<Integer, Long> epochs = new TreeMap<>();
        try (Connection connection =
                        DriverManager.getConnection(stack.endpoints().jdbcUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT partition, owner, epoch FROM command_partitions")) {
            while (rows.next()) {
                instances.put(rows.getInt(1), instance(rows.getString(2)));
                epochs.put(rows.getInt(1), rows.getLong(3));
            }
        } catch (SQLException e) {
            throw new IllegalStateException("reading command_partitions: " + e.getMessage(), e);
        }
        Map<Integer, List<Integer>> claims = new TreeMap<>();
        List<String> urls = stack.commandUrls();
        for (int i = 0; i < urls.size(); i++) {
            for (int partition : claimed(urls.get(i))) {
                claims.computeIfAbsent(partition, _ -> new ArrayList<>()).add(i + 1);
            }
        }
        return new Owners(instances, epochs, claims);
    }

    /** Acquires a partition in the name of an instance that knows nothing of it, and returns its epoch. */
    static long acquireBeside(LocalStack stack, int partition, int instance) {
        try (Connection connection =
                        DriverManager.getConnection(stack.endpoints().jdbcUrl());
                PreparedStatement acquire = connection.prepareStatement("""
                        UPDATE command_partitions SET epoch = epoch + 1, owner = ? WHERE partition = ?
                        RETURNING epoch""")) {
            acquire.setString(1, ServiceProcesses.commandServiceName(instance) + "-1");
            acquire.setInt(2, partition);
            try (ResultSet row = acquire.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("acquiring partition " + partition + ": " + e.getMessage(), e);
        }
    }

    /** Whether each partition has one owner, which is the table's, and these instances are the owners. */
    boolean sharedBy(Set<Integer> expected) {
        return claims.keySet().equals(instances.keySet())
                && claims.entrySet().stream()
                        .allMatch(claim -> claim.getValue().equals(List.of(instances.get(claim.getKey()))))
                && Set.copyOf(instances.values()).equals(expected);
    }

    /** The partitions of an instance, as the table says. */
    Set<Integer> of(int instance) {
        Set<Integer> partitions = new TreeSet<>();
        instances.forEach((partition, owner) -> {
            if (owner == instance) {
                partitions.add(partition);
            }
        });
        return partitions;
    }

    private static int instance(String owner) {
        return OWNER.matcher(owner)
                .results()
                .findFirst()
                .map(match -> Integer.valueOf(match.group(1)))
                .orElseThrow(() -> new IllegalStateException("no instance of command-service: " + owner));
    }

    private static List<Integer> claimed(String url) {
        List<MatchResult> epochs = EPOCH.matcher(metrics(url)).results().toList();
        return epochs.stream()
                .filter(epoch -> Double.parseDouble(epoch.group(2)) > 0)
                .map(epoch -> Integer.valueOf(epoch.group(1)))
                .toList();
    }

    /** Empty when the instance does not answer. */
    private static String metrics(String url) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/metrics"))
                .timeout(ANSWER_TIMEOUT)
                .build();
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(ANSWER_TIMEOUT).build()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (ConnectException | HttpTimeoutException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while reading metrics", e);
        }
    }
}
