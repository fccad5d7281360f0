package dev.foldline.projection.config;

import java.net.URI;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Where other instances reach this one; Kafka Streams tells them. */
public record AdvertisedAddress(String hostAndPort) {

    /**
     * The address that is configured, or this machine's own.
     *
     * @param url      {@code http://HOST:PORT}, or empty
     * @param httpPort port of this instance; 0 where it is chosen after Streams has to know it
     * @return empty if others cannot reach this instance
     */
    public static Optional<AdvertisedAddress> of(String url, int httpPort) {
        if (!url.isEmpty()) {
            return Optional.of(new AdvertisedAddress(URI.create(url).getAuthority()));
        }
        return httpPort == 0 ? Optional.empty() : Optional.of(new AdvertisedAddress("127.0.0.1:" + httpPort));
    }

    /** A check for the configuration. */
    static void check(String key, @Nullable Object value) {
        String url = String.valueOf(value);
        if (!url.isEmpty() && !isPlain(url)) {
            throw new ConfigException(key, value, "it must be http://HOST:PORT, without a path");
        }
    }

    private static boolean isPlain(String text) {
        try {
            URI url = URI.create(text);
            return url.getHost() != null && url.getPort() > 0 && text.equals("http://" + url.getAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
