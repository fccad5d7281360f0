package dev.foldline.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which database holds which partition. All of them have the same tables; a partition's rows are in one.
 *
 * <p>A partition never changes its database by configuration alone: its rows must be moved first.
 */
public final class PartitionDatabases {

    private static final Pattern ENTRY = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?=(jdbc:\\S+)");

    private final List<String> urls = new ArrayList<>();
    private final int[] databaseOf;

    private PartitionDatabases(int partitions) {
        databaseOf = new int[partitions];
    }

    /**
     * Reads a configuration.
     *
     * @param url        JDBC URL of the partitions that {@code exceptions} does not name
     * @param exceptions the others, with spaces between: {@code 4-5=jdbc:postgresql://b/foldline 7=jdbc:…}; empty for
     *                   none
     * @param partitions partitions of every topic
     * @throws IllegalArgumentException if an entry is not valid, or its partition does not exist or is named twice
     */
    public static PartitionDatabases parse(String url, String exceptions, int partitions) {
        PartitionDatabases databases = new PartitionDatabases(partitions);
        Arrays.fill(databases.databaseOf, -1);
        for (String entry :
                exceptions.isBlank() ? new String[0] : exceptions.strip().split("\\s+")) {
            Matcher matcher = ENTRY.matcher(entry);
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "\"" + Redacted.text(entry) + "\" is not a partition or range, = and JDBC URL, as in"
                                + " 4-7=jdbc:postgresql://host/foldline");
            }
            int from = Integer.parseInt(matcher.group(1));
            int to = matcher.group(2) == null ? from : Integer.parseInt(matcher.group(2));
            databases.put(entry, from, to, databases.numberOf(matcher.group(3)));
        }
        for (int partition = 0; partition < partitions; partition++) {
            if (databases.databaseOf[partition] < 0) {
                databases.databaseOf[partition] = databases.numberOf(url);
            }
        }
        return databases;
    }

    /** The JDBC URLs, each once. */
    public List<String> urls() {
        return List.copyOf(urls);
    }

    /** How many partitions every topic has. */
    public int count() {
        return databaseOf.length;
    }

    /** Index into {@link #urls} of the database that holds a partition. */
    public int databaseOf(int partition) {
        return databaseOf[partition];
    }

    private void put(String entry, int from, int to, int database) {
        if (from > to || to >= databaseOf.length) {
            throw new IllegalArgumentException("\"" + Redacted.text(entry) + "\" names partitions from " + from + " to "
                    + to + ", but there are only those from 0 to " + (databaseOf.length - 1));
        }
        for (int partition = from; partition <= to; partition++) {
            if (databaseOf[partition] >= 0) {
                throw new IllegalArgumentException("\"" + Redacted.text(entry) + "\" names partition " + partition
                        + ", which has a database already");
            }
            databaseOf[partition] = database;
        }
    }

    private int numberOf(String url) {
        if (!urls.contains(url)) {
            urls.add(url);
        }
        return urls.indexOf(url);
    }
}
