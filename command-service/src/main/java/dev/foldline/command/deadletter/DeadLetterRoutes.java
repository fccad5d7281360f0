package dev.foldline.command.deadletter;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.foldline.command.store.StoreUnavailableException;
import dev.foldline.runtime.HttpError;
import dev.foldline.serde.WrittenRecords;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The dead letters over HTTP, as JSON.
 *
 * <ul>
 *   <li>{@code GET /dead-letters?partition=P&open=false&limit=N}: {@code {"deadLetters": [...]}}, the first N, of one
 *       partition or of all; unless {@code open} is {@code false}, only those that are not resolved.
 *   <li>{@code GET /dead-letters/P/OFFSET}: all of one, the command as JSON where it can be read.
 *   <li>{@code POST /dead-letters/P/OFFSET/retry}: sends its command again; with {@code ?force=true} also where it is
 *       resolved.
 *   <li>{@code POST /dead-letters/P/OFFSET/dismiss?reason=TEXT}: puts it aside.
 *   <li>{@code POST /dead-letters/retry?code=CODE&limit=N}: sends the commands of the first N open ones with a code.
 * </ul>
 *
 * <p>Every refusal has the body {@code {"error": CODE, "message": SENTENCE}}: 404 {@code unknown-dead-letter}, 409
 * {@code already-resolved}, 400 {@code bad-NAME} for a parameter, and 503 {@code not-sent} or
 * {@code store-unavailable}, both with {@code Retry-After}.
 */
public final class DeadLetterRoutes implements Consumer<RoutesConfig> {

    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 1_000;
    private static final int REASON_CHARS_MAX = 500;
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final DeadLetterService service;
    private final CommandJson commands;

    /** Answers, or throws what {@link #answer} makes a refusal of. */
    @FunctionalInterface
    private interface Request {
        void answer(Context context);
    }

    public DeadLetterRoutes(DeadLetterService service, WrittenRecords records) {
        this.service = service;
        this.commands = new CommandJson(records);
    }

    @Override
    public void accept(RoutesConfig routes) {
        routes.get("/dead-letters", context -> answer(context, this::list));
        routes.post("/dead-letters/retry", context -> answer(context, this::retryAll));
        routes.get("/dead-letters/{partition}/{offset}", context -> answer(context, this::show));
        routes.post("/dead-letters/{partition}/{offset}/retry", context -> answer(context, this::retry));
        routes.post("/dead-letters/{partition}/{offset}/dismiss", context -> answer(context, this::dismiss));
    }

    private void list(Context context) {
        String partition = context.queryParam("partition");
        DeadLetterQuery query = new DeadLetterQuery(
                partition == null ? null : (int) number("partition", partition, 0, Short.MAX_VALUE),
                flag(context, "open", true),
                null,
                limit(context));
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode letters = body.putArray("deadLetters");
        service.list(query).forEach(letter -> letters.add(DeadLetterJson.of(letter)));
        context.json(body);
    }

    private void show(Context context) {
        DeadLetterId id = id(context);
        Optional<DeadLetterDetails> found = service.find(id);
        if (found.isPresent()) {
            context.json(DeadLetterJson.of(found.get(), service.commandId(found.get()), commands));
        } else {
            refuseUnknown(context, id);
        }
    }

    private void retry(Context context) {
        DeadLetterId id = id(context);
        answerResolved(context, id, service.retry(id, flag(context, "force", false)));
    }

    private void dismiss(Context context) {
        DeadLetterId id = id(context);
        String reason = context.queryParam("reason");
        if (reason == null
                || reason.isBlank()
                || reason.length() > REASON_CHARS_MAX
                || reason.chars().anyMatch(Character::isISOControl)) {
            throw new BadParameterException(
                    "reason", reason, "one line of text of " + REASON_CHARS_MAX + " characters at most");
        }
        answerResolved(context, id, service.dismiss(id, reason));
    }

    private void retryAll(Context context) {
        String code = context.queryParam("code");
        if (code == null || code.isBlank()) {
            throw new BadParameterException("code", code, "the code of an error, as unknown-schema");
        }
        List<DeadLetterDetails> sent = new ArrayList<>();
        try {
            service.retryAll(code, limit(context), sent);
        } catch (NotSentException | StoreUnavailableException e) {
            String error = e instanceof NotSentException ? "not-sent" : "store-unavailable";
            HttpError.sendForNow(
                    context, RETRY_AFTER, error, sent.size() + " commands were sent again, then: " + e.getMessage());
            return;
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("code", code);
        ArrayNode letters = body.putArray("resolved");
        sent.forEach(letter -> letters.add(DeadLetterJson.resolved(letter, service.commandId(letter))));
        context.json(body);
    }

    private void answerResolved(Context context, DeadLetterId id, Optional<DeadLetterDetails> resolved) {
        if (resolved.isPresent()) {
            context.json(DeadLetterJson.resolved(resolved.get(), service.commandId(resolved.get())));
        } else {
            refuseUnknown(context, id);
        }
    }

    private static void answer(Context context, Request request) {
        try {
            request.answer(context);
        } catch (BadParameterException e) {
            HttpError.send(context, HttpStatus.BAD_REQUEST, "bad-" + e.name, e.getMessage());
        } catch (AlreadyResolvedException e) {
            HttpError.send(context, HttpStatus.CONFLICT, "already-resolved", e.getMessage());
        } catch (NotSentException e) {
            HttpError.sendForNow(context, RETRY_AFTER, "not-sent", e.getMessage());
        } catch (StoreUnavailableException e) {
            HttpError.sendForNow(context, RETRY_AFTER, "store-unavailable", e.getMessage());
        }
    }

    private static DeadLetterId id(Context context) {
        return new DeadLetterId(
                (int) number("partition", context.pathParam("partition"), 0, Short.MAX_VALUE),
                number("offset", context.pathParam("offset"), 0, Long.MAX_VALUE));
    }

    private static int limit(Context context) {
        String given = context.queryParam("limit");
        return given == null ? LIMIT_DEFAULT : (int) number("limit", given, 1, LIMIT_MAX);
    }

    private static long number(String name, String given, long least, long most) {
        try {
            long number = Long.parseLong(given);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Falls through to the one message that both cases share.
        }
        throw new BadParameterException(name, given, "a number from " + least + " to " + most);
    }

    private static boolean flag(Context context, String name, boolean absent) {
        String given = context.queryParam(name);
        return switch (given) {
            case null -> absent;
            case "true" -> true;
            case "false" -> false;
            default -> throw new BadParameterException(name, given, "true or false");
        };
    }

    private static void refuseUnknown(Context context, DeadLetterId id) {
        HttpError.send(context, HttpStatus.NOT_FOUND, "unknown-dead-letter", "there is no " + id);
    }

    /** A parameter of a request is not what it should be. */
    private static final class BadParameterException extends RuntimeException {

        @Serial
        private static final long serialVersionUID = 1L;

        private final String name;

        BadParameterException(String name, @Nullable String given, String wanted) {
            super(name + (given == null ? " is missing; it is " : " is \"" + given + "\", not ") + wanted);
            this.name = name;
        }
    }
}
