package dev.foldline.command.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What a worker has its domain do now, so that code which does not return can be named. Written by the worker's thread,
 * once for each command; read by any other.
 */
public final class WorkMark {

    /** A piece of work that calls the domain's code. */
    public interface Work {

        /** For people: what it is, of which stream. Called by another thread while the work is being done. */
        String inWords();

        /** How far it has come; a piece of work that does not return stays where it is. */
        default long step() {
            return 0;
        }
    }

    private static final VarHandle CURRENT;

    static {
        try {
            CURRENT = MethodHandles.lookup().findVarHandle(WorkMark.class, "current", Work.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Written without a fence, which would cost more than all else here: a reader is late by nanoseconds. */
    @SuppressWarnings("UnusedVariable") // By way of the handle.
    private @Nullable Work current;

    /** This is done from now on; null for nothing. */
    public void at(@Nullable Work work) {
        CURRENT.setRelease(this, work);
    }

    /** What is done now. */
    public @Nullable Work current() {
        return (Work) CURRENT.getAcquire(this);
    }
}
