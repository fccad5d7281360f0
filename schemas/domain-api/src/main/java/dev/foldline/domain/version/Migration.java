package dev.foldline.domain.version;

import java.util.function.UnaryOperator;

/**
 * One step from one version of a type to another: up when {@code to} is the greater, down when it is the lesser.
 *
 * <p>The step must be pure and total: it gets every document that was ever written in version {@code from}, on several
 * threads at once, and returns a new one, or the one it got after changing it.
 *
 * @param type whose version it is: the full record name of an event, or the name of an aggregate type
 * @param from version that the step reads, from 1
 * @param to   version that it returns, from 1
 * @param step the step itself
 * @param <D>  document: an Avro generic record for an event, a JSON tree for a snapshot
 */
public record Migration<D>(String type, int from, int to, UnaryOperator<D> step) {

    /**
     * @throws IllegalArgumentException if the versions are the same, or one is less than 1
     */
    public Migration {
        if (from < 1 || to < 1 || from == to) {
            throw new IllegalArgumentException("a migration of " + type + " cannot go from version " + from + " to "
                    + to + ": versions begin with 1, and the two differ");
        }
    }
}
