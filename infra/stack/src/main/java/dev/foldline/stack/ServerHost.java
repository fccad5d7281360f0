package dev.foldline.stack;

import dev.foldline.stack.server.Ports;
import dev.foldline.stack.server.StackException;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Starts the servers of a stack, each so that clients on this machine reach it on 127.0.0.1 at its port: as child
 * processes, unless {@link StackOptions#serversAt} names another.
 *
 * <p>Each method returns when the server has been started, not when it is ready; whatever cannot be done is a {@link
 * StackException}. Methods are called from several threads.
 */
public interface ServerHost extends AutoCloseable {

    /** A broker and controller without security. */
    ManagedProcess startKafka();

    /**
     * A Postgres that trusts the user {@code foldline}, who may do all.
     *
     * @param number which of several, from 1
     */
    ManagedProcess startPostgres(int number);

    /** A registry that keeps its schemas in the first Postgres, which is there and has the database. */
    ManagedProcess startRegistry();

    /** Called when all servers have stopped. */
    @Override
    void close();

    /** Makes the host of a stack whose ports are chosen. */
    @FunctionalInterface
    interface Factory {

        /**
         * Makes a host and starts nothing.
         *
         * @param logs gives the file for the output of the server of a name
         */
        ServerHost open(Ports ports, Function<String, Path> logs);
    }
}
