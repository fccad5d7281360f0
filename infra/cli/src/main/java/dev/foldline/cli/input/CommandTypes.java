package dev.foldline.cli.input;

import dev.foldline.domain.Domains;
import java.util.List;
import org.apache.avro.Schema;

/** The command records that may be sent, found by their full name or its end. */
final class CommandTypes {

    private static final String COMMON_PREFIX = "dev.foldline.schema.";

    private final List<Schema> commands = Domains.onClassPath().commands();

    /**
     * Finds a command by {@code dev.foldline.schema.account.DepositMoney}, {@code account.DepositMoney} or
     * {@code DepositMoney}.
     *
     * @throws WrongInputException if none or more than one has such a name
     */
    Schema find(String name) throws WrongInputException {
        List<Schema> found = commands.stream()
                .filter(schema -> schema.getFullName().equals(name)
                        || schema.getFullName().endsWith("." + name))
                .toList();
        if (found.size() == 1) {
            return found.getFirst();
        }
        List<Schema> shown = found.isEmpty() ? commands : found;
        throw new WrongInputException((found.isEmpty() ? "no command is named " : "more than one command is named ")
                + name + "; there are "
                + String.join(
                        ", ",
                        shown.stream().map(CommandTypes::shortName).sorted().toList())
                + (found.isEmpty() ? "; for a domain of your own set FOLDLINE_DOMAINS to the folder of its jar" : ""));
    }

    static String shortName(Schema schema) {
        String name = schema.getFullName();
        return name.startsWith(COMMON_PREFIX) ? name.substring(COMMON_PREFIX.length()) : name;
    }
}
