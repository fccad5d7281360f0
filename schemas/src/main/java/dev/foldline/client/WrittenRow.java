package dev.foldline.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.schema.CommandResult;
import java.util.Optional;

/**
 * The result of a command, and a row of a view that shows it.
 *
 * @param result the command's result; a rejection as well
 * @param row    the row with the events of the command and all before it; for a rejected command, at least with those
 *               that it was rejected on. Later events may be included too. Empty where the view has no such row then
 */
public record WrittenRow(CommandResult result, Optional<JsonNode> row) {}
