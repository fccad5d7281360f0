package dev.foldline.testing;

/** What servers tests get, which the build says. */
public final class ServerKind {

    private static final String PROPERTY = "foldline.test.servers";
    private static final String CONTAINERS = "containers";
    private static final String EMBEDDED = "embedded";

    private ServerKind() {}

    /**
     * Whether tests get containers instead of embedded servers.
     *
     * @throws IllegalStateException if the system property {@code foldline.test.servers} is neither embedded nor
     *                               containers; where it is not set, they are embedded
     */
    public static boolean containers() {
        String kind = System.getProperty(PROPERTY, EMBEDDED);
        return switch (kind) {
            case CONTAINERS -> true;
            case EMBEDDED -> false;
            default ->
                throw new IllegalStateException(
                        PROPERTY + " must be " + EMBEDDED + " or " + CONTAINERS + ", not " + kind);
        };
    }
}
