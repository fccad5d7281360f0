package dev.foldline.demo;

/** A lifelike mix of commands for one domain, without an end. The same random numbers give the same commands. */
interface DomainMix {

    /**
     * The next command.
     *
     * @param recordsMax how many records of the commands topic it may make, at least one
     */
    PlannedCommand next(int recordsMax);
}
