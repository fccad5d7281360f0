package dev.foldline.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.client.CommandRequest;
import dev.foldline.schema.account.CloseAccount;
import dev.foldline.schema.account.DepositMoney;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandInputTest {

    private final CommandInput input = new CommandInput();

    @ParameterizedTest
    @ValueSource(strings = {"DepositMoney", "account.DepositMoney", "dev.foldline.schema.account.DepositMoney"})
    void aTypeIsFoundByTheEndOfItsName(String type) throws Exception {
        CommandRequest command = input.command(type, "account-1", "{\"amountMinor\":5}");

        assertThat(command.aggregateId()).isEqualTo("account-1");
        assertThat(command.commands()).isEqualTo(List.of(new DepositMoney(5L, "", "")));
        assertThat(command.bulk()).isFalse();
    }

    @Test
    void anUnknownTypeIsAnsweredWithThoseThatThereAre() {
        assertThatThrownBy(() -> input.command("account.Deposit", "a", "{}"))
                .isInstanceOf(WrongInputException.class)
                .hasMessageStartingWith("no command is named account.Deposit; there are account.CloseAccount,"
                        + " account.DepositMoney, account.OpenAccount, account.WithdrawMoney, conference.");
    }

    @Test
    void aLineCarriesEverythingAboutACommand() throws Exception {
        UUID commandId = UUID.fromString("019a9f00-0000-7000-8000-000000000001");
        UUID correlationId = UUID.fromString("019a9f00-0000-7000-8000-000000000002");

        CommandRequest command = input.line("{\"type\":\"account.DepositMoney\",\"aggregateId\":\"a\","
                + "\"data\":{\"amountMinor\":5},\"expectedVersion\":3,\"actor\":\"ada\",\"commandId\":\"" + commandId
                + "\",\"correlationId\":\"" + correlationId + "\"}");

        assertThat(command)
                .isEqualTo(new CommandRequest(
                        "a", List.of(new DepositMoney(5L, "", "")), false, commandId, correlationId, 3L, "ada", null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                          | the line is not a JSON object",
                "{\"type\":\"DepositMoney\"}                 | field aggregateId is missing",
                "{\"aggregateId\":\"a\"}                     | field type is missing",
                "{\"type\":1,\"aggregateId\":\"a\"}          | field type is 1, not a text",
                "{\"type\":\"DepositMoney\",\"aggregateId\":\"\",\"data\":{\"amountMinor\":1}}"
                        + " | the aggregate id is empty",
                "{\"version\":1} | unknown field version; the fields are actor, aggregateId, commandId,"
                        + " correlationId, data, expectedVersion, type"
            })
    void aLineThatIsNoCommandIsRefusedWithTheReason(String line, String message) {
        assertThatThrownBy(() -> input.line(line))
                .isInstanceOf(WrongInputException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"expectedVersion\":-1 | field expectedVersion is -1, not a whole number of zero or above",
                "\"commandId\":\"c-1\"  | field commandId is \"c-1\", not a UUID"
            })
    void badMetadataIsRefusedWithTheFieldsName(String field, String message) {
        String line = "{\"type\":\"DepositMoney\",\"aggregateId\":\"a\",\"data\":{\"amountMinor\":1}," + field + "}";

        assertThatThrownBy(() -> input.line(line)).hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"BulkCommand", "dev.foldline.schema.BulkCommand"})
    void aBulkIsAnArrayOfCommandsForOneAggregate(String type) throws Exception {
        String data = "[{\"type\":\"account.DepositMoney\",\"data\":{\"amountMinor\":5}},"
                + "{\"type\":\"CloseAccount\",\"data\":{\"reason\":\"\"}}]";
        CommandRequest bulk = input.command(type, "account-1", data);

        assertThat(bulk.bulk()).isTrue();
        assertThat(bulk.commands()).isEqualTo(List.of(new DepositMoney(5L, "", ""), new CloseAccount("")));
        CommandRequest line = input.line("{\"type\":\"" + type + "\",\"aggregateId\":\"account-1\",\"data\":" + data
                + ",\"expectedVersion\":3}");
        assertThat(line.commands()).isEqualTo(bulk.commands());
        assertThat(line.expectedVersion()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                             | a bulk is an array of one or more",
                "[]                             | a bulk is an array of one or more",
                "[{\"type\":\"DepositMoney\",\"data\":{\"amountMinor\":1}},{}]"
                        + " | command 2 of the bulk: field type is missing",
                "[{\"type\":\"CloseAccount\",\"actor\":\"ada\"}] | command 1 of the bulk: unknown field actor",
                "[{\"type\":\"DepositMoney\"}]   | command 1 of the bulk: DepositMoney: ",
                "[{\"type\":\"BulkCommand\"}]    | command 1 of the bulk: no command is named BulkCommand"
            })
    void aBulkThatIsNoneIsRefusedWithTheNumberOfTheCommand(String json, String message) {
        assertThatThrownBy(() -> input.command("BulkCommand", "a", json))
                .isInstanceOf(WrongInputException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void whatIsNoJsonIsSaidInOneLine() {
        assertThatThrownBy(() -> input.line("{oops"))
                .isInstanceOf(WrongInputException.class)
                .hasMessageStartingWith("not JSON: ")
                .satisfies(
                        e -> assertThat(String.valueOf(e.getMessage()).lines()).hasSize(1));
    }
}
