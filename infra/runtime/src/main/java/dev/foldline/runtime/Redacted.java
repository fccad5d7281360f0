package dev.foldline.runtime;

import java.util.regex.Pattern;

/**
 * Text without the secrets that a URL in it may carry. A driver's messages repeat the URL that it was given, and a JDBC
 * URL may have the password among its parameters, or in front of its host where it does not belong.
 */
public final class Redacted {

    private static final String HIDDEN = "[hidden]";

    /** Parameters by which pgjdbc takes a secret: password, sslpassword, and whatever another driver names alike. */
    private static final Pattern PARAMETER =
            Pattern.compile("(?i)([?&;][^=&;\\s]*(?:password|passwd|pwd|secret|token)[^=&;\\s]*=)[^&;\\s\"',)]*");

    private static final Pattern USER_INFO = Pattern.compile("(?i)(\\w+://[^/@:\\s]+:)[^/@\\s]+@");

    private Redacted() {}

    /** The text, with {@code [hidden]} for each secret. */
    public static String text(String text) {
        String withoutParameters = PARAMETER.matcher(text).replaceAll("$1" + HIDDEN);
        return USER_INFO.matcher(withoutParameters).replaceAll("$1" + HIDDEN + "@");
    }

    /** An argument that is not understood: what follows a {@code =} may be a password under a key that is misspelt. */
    static String argument(String argument) {
        int equals = argument.indexOf('=');
        return text(equals < 0 ? argument : argument.substring(0, equals + 1) + "…");
    }

    /** A URL as a message shows it: without its parameters and without a secret. */
    public static String url(String url) {
        return text(url.replaceFirst("\\?.*", ""));
    }
}
