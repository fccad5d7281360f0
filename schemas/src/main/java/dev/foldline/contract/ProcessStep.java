package dev.foldline.contract;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Which step of which process a command is. The command has it in a header, and its events and results copy that
 * header, so each of them names the process that it belongs to.
 *
 * <p>The id of the command follows from it. So a step is one command, even if a crash, a rebalance or a timer sends it
 * several times. A record that names a step but has another id is not a step.
 *
 * @param manager   name of the process manager, in kebab case
 * @param step      name of the step, unique in its process, in kebab case
 * @param processId id of the process, any text
 */
public record ProcessStep(String manager, String step, String processId) {

    private static final UUID NAMESPACE = UUID.fromString("5b1f7e0a-93a4-5a6e-8c55-7d0d8f3b2c64");
    private static final char SEPARATOR = '/';

    /** Id of the step's command: a UUIDv5 of manager, step and process. */
    public UUID commandId() {
        return Ids.nameBased(NAMESPACE, text());
    }

    /** The value of the header {@link HeaderNames#PROCESS}: {@code transfer/withdraw/t-17}. */
    public String text() {
        return manager + SEPARATOR + step + SEPARATOR + processId;
    }

    /** Whether headers name a process of this manager; looks at one header, as most records belong to no process. */
    public static boolean isOf(String manager, Headers headers) {
        Header header = headers.lastHeader(HeaderNames.PROCESS);
        return header != null && header.value() != null && textOf(header).startsWith(manager + SEPARATOR);
    }

    /** The step that headers name, null where they name none. */
    public static @Nullable ProcessStep read(Headers headers) {
        Header header = headers.lastHeader(HeaderNames.PROCESS);
        return header == null || header.value() == null ? null : parse(textOf(header));
    }

    /** The step that a header's text names, null where it names none. */
    public static @Nullable ProcessStep parse(String text) {
        String[] parts = text.split(String.valueOf(SEPARATOR), 3);
        return parts.length == 3 ? new ProcessStep(parts[0], parts[1], parts[2]) : null;
    }

    private static String textOf(Header header) {
        return new String(header.value(), StandardCharsets.UTF_8);
    }
}
