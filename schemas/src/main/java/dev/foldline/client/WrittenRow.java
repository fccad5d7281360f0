package dev.foldline.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.schema.CommandResult;
import java.util.Optional;

/**
 * What became of a command, and a row of a view that shows it.
 *
 * @param result the command's result; a rejection as well
 * @param row    the row with the events of the command and all before it, of a rejected one with those that it was
 *               rejected for; perhaps later ones too. Empty where the view has no such row then
 */
public record WrittenRow(CommandResult result, Optional<JsonNode> row) {}
