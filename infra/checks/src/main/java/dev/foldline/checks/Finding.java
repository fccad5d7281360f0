package dev.foldline.checks;

/**
 * One fault at one place.
 *
 * @param file relative to the root of the repository
 * @param line from 1
 * @param what the value and the limit, for a person
 */
record Finding(String file, long line, String what) {

    /** In the form that editors turn into a link. */
    @Override
    public String toString() {
        return file + ':' + line + ": " + what;
    }
}
