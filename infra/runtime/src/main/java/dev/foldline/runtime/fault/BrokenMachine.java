package dev.foldline.runtime.fault;

/**
 * What ends the process at once, so that another instance takes over: nothing that a virtual machine does once it is
 * broken can be relied on. Every other {@link Throwable} is the fault of the code that it came from, and of the record
 * that the code was given.
 */
public final class BrokenMachine {

    /** Exit status of a process whose virtual machine is broken. */
    private static final int STATUS = 70;

    private BrokenMachine() {}

    /** Whether it is the machine that is broken: out of memory, or in error itself. A deep recursion breaks nothing. */
    public static boolean is(Throwable thrown) {
        return thrown instanceof VirtualMachineError && !(thrown instanceof StackOverflowError);
    }

    /** Ends the process, with one line, if it is the machine that is broken. */
    public static void endProcessIf(Throwable thrown, String who) {
        if (is(thrown)) {
            System.err.println(who + " ends the process: " + thrown);
            Runtime.getRuntime().halt(STATUS);
        }
    }

    /** Throws it on if it is the machine that is broken. */
    public static void throwOnIf(Throwable thrown) {
        if (thrown instanceof VirtualMachineError error && is(thrown)) {
            throw error;
        }
    }
}
