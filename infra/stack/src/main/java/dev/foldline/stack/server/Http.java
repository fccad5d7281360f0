package dev.foldline.stack.server;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Asks services and servers for their health. */
public final class Http {

    private static final int TIMEOUT_MS = 2_000;

    private Http() {}

    public static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    /** Whether {@code /health/ready} answers with 200. */
    public static boolean ready(int port) throws IOException {
        return answers(url(port) + "/health/ready");
    }

    /** Whether a service's {@code /health/ready} answers with 200 and lists nothing as degraded. */
    public static boolean readyAndWhole(int port) throws IOException {
        HttpURLConnection connection = open(url(port) + "/health/ready");
        try {
            if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
                return false;
            }
            String body = new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return body.contains("\"degraded\":{}");
        } finally {
            connection.disconnect();
        }
    }

    /**
     * Whether an address answers with 200.
     *
     * @throws IOException if it does not answer within two seconds, or cannot be reached
     */
    public static boolean answers(String url) throws IOException {
        HttpURLConnection connection = open(url);
        try {
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } finally {
            connection.disconnect();
        }
    }

    private static HttpURLConnection open(String url) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(url).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MS);
        connection.setReadTimeout(TIMEOUT_MS);
        return connection;
    }
}
