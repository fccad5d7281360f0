package dev.foldline.command.store.postgres.session;

import dev.foldline.runtime.Redacted;
import java.time.Duration;

/**
 * Where the database is, and how long the store waits for it.
 *
 * @param url             JDBC URL
 * @param user            role to connect as
 * @param password        its password; never printed
 * @param applicationName name of the connection in {@code pg_stat_activity}
 * @param limits          how long anything may take
 */
public record PostgresSettings(String url, String user, String password, String applicationName, Limits limits) {

    /**
     * How long anything may take.
     *
     * @param connectTimeout     opening a connection
     * @param lockTimeout        waiting for a row that another transaction holds; when acquiring a partition, how long
     *                           its former owner may continue before its connection is ended
     * @param transactionTimeout one transaction, after which the server ends the connection, so that a process which
     *                           sleeps in the middle of one holds nothing; longer than {@code lockTimeout}
     * @param socketTimeout      waiting for an answer of the server; longer than {@code transactionTimeout}, so that
     *                           the server's own limit comes first and its outcome is known
     */
    public record Limits(
            Duration connectTimeout, Duration lockTimeout, Duration transactionTimeout, Duration socketTimeout) {

        /** A batch takes milliseconds; these are for a database that is busy with something else. */
        public static final Limits DEFAULT = new Limits(
                Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(20));

        public Limits {
            if (lockTimeout.compareTo(transactionTimeout) >= 0 || transactionTimeout.compareTo(socketTimeout) >= 0) {
                throw new IllegalArgumentException("lock timeout " + lockTimeout.toMillis()
                        + " ms must be below transaction timeout " + transactionTimeout.toMillis()
                        + " ms, and that below socket timeout " + socketTimeout.toMillis() + " ms");
            }
        }
    }

    /** Where the database is, for messages: without the URL's parameters, which may hold a password. */
    public String place() {
        return Redacted.url(url);
    }

    @Override
    public String toString() {
        return "PostgresSettings[" + place() + ", user " + user + ", " + applicationName + ", " + limits + "]";
    }
}
