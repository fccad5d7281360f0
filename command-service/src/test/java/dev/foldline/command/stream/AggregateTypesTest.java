package dev.foldline.command.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.domain.AggregateType;
import dev.foldline.domain.Decider;
import dev.foldline.domain.StateJson;
import dev.foldline.example.account.AccountDomain;
import dev.foldline.example.conference.ConferenceDomain;
import dev.foldline.example.order.OrderDomain;
import dev.foldline.schema.account.AccountOpened;
import dev.foldline.schema.account.OpenAccount;
import dev.foldline.schema.projection.AccountBalance;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class AggregateTypesTest {

    @Test
    void accountIsFoundOnTheClasspathByItsRecords() {
        AggregateTypes types = AggregateTypes.discover();

        assertThat(types.owning(OpenAccount.getClassSchema().getFullName())).isEqualTo(AccountDomain.ACCOUNT);
        assertThat(types.owning(AccountOpened.getClassSchema().getFullName())).isEqualTo(AccountDomain.ACCOUNT);
        assertThat(types.commands()).containsAll(AccountDomain.ACCOUNT.commands());
        assertThat(types.events()).containsAll(AccountDomain.ACCOUNT.events());
    }

    @Test
    void everyShippedTypeIsFoundOnTheClasspathByItsName() {
        AggregateTypes types = AggregateTypes.discover();

        assertThat(types.named("account")).isEqualTo(AccountDomain.ACCOUNT);
        assertThat(types.named("order")).isSameAs(OrderDomain.ORDER);
        assertThat(types.named("conference")).isSameAs(ConferenceDomain.CONFERENCE);
    }

    @Test
    void aRecordThatNoTypeHasIsOwnedByNone() {
        assertThat(AggregateTypes.discover().owning("dev.foldline.schema.account.Nothing"))
                .isNull();
    }

    @Test
    void anEventIsOwnedUnderItsFormerNamesToo() {
        Schema renamed =
                new Schema.Parser().parse(AccountOpened.getClassSchema().toString());
        renamed.addAlias("Registered");
        renamed.addAlias("OldPlace", "org.example");
        AggregateType<?, ?, ?> type = new OtherType("savings", renamed);
        AggregateTypes types = new AggregateTypes(List.of(type));

        assertThat(types.owning("dev.foldline.schema.account.Registered")).isEqualTo(type);
        assertThat(types.owning("org.example.OldPlace")).isEqualTo(type);
    }

    @Test
    void twoTypesOfOneNameAreRefusedAndBothNamed() {
        assertThatThrownBy(() -> new AggregateTypes(
                        List.of(AccountDomain.ACCOUNT, new OtherType("account", AccountBalance.getClassSchema()))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("aggregate types account and account both claim account");
    }

    @Test
    void twoTypesWithOneRecordAreRefusedAndBothNamed() {
        assertThatThrownBy(() -> new AggregateTypes(
                        List.of(new OtherType("savings", AccountOpened.getClassSchema()), AccountDomain.ACCOUNT)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("aggregate types savings and account both claim"
                        + " dev.foldline.schema.account.AccountOpened");
    }

    /** A type that only claims: a name, and a record as its one event. */
    private record OtherType(String name, Schema event) implements AggregateType<String, String, String> {

        @Override
        public Decider<String, String, String> decider() {
            throw new UnsupportedOperationException();
        }

        @Override
        public StateJson<String> stateJson() {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Schema> commands() {
            return List.of();
        }

        @Override
        public List<Schema> events() {
            return List.of(event);
        }

        @Override
        public String command(String aggregateId, SpecificRecord record) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String event(SpecificRecord record) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SpecificRecord data(String event) {
            throw new UnsupportedOperationException();
        }
    }
}
