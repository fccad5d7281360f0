package dev.foldline.contract;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Which step of which process a command is. The command carries it, and its events and results carry it on, so that
 * each of them says which process it belongs to.
 *
 * <p>The id of the command follows from it. So a step is one command, however often a crash, a rebalance or a timer has
 * it sent, and a record that says it is a step and has another id is none.
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

    /** What stands in the header {@link HeaderNames#PROCESS}: {@code transfer/withdraw/t-17}. */
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
