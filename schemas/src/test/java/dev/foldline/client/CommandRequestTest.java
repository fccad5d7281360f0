package dev.foldline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.schema.parcel.InsureParcel;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CommandRequestTest {

    private static final InsureParcel INSURE = new InsureParcel(500L, "salary", "");

    @Test
    void aNewRequestHasATimeOrderedIdAndAcceptsAnyVersion() {
        CommandRequest request = CommandRequest.of("parcel-1", INSURE);

        assertThat(request.commandId().version()).isEqualTo(7);
        assertThat(request.expectedVersion()).isNull();
        assertThat(CommandRequest.of("parcel-1", INSURE).commandId()).isGreaterThan(request.commandId());
    }

    @Test
    void eachStepChangesOnlyItsOwnPart() {
        UUID commandId = UUID.randomUUID();
        UUID correlationId = UUID.randomUUID();

        assertThat(CommandRequest.of("parcel-1", INSURE)
                        .expecting(4)
                        .withCommandId(commandId)
                        .withCorrelationId(correlationId)
                        .withActor("zoe"))
                .isEqualTo(new CommandRequest(
                        "parcel-1", List.of(INSURE), false, commandId, correlationId, 4L, "zoe", null));
    }

    @Test
    void aBulkHasAtLeastOneCommandAndKeepsThatItIsOne() {
        assertThat(CommandRequest.ofBulk("parcel-1", List.of(INSURE))
                        .expecting(4)
                        .bulk())
                .isTrue();
        assertThatThrownBy(() -> CommandRequest.ofBulk("parcel-1", List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("parcel-1: 0 commands are no bulk");
    }

    @Test
    void anEmptyAggregateIdIsRefused() {
        assertThatThrownBy(() -> CommandRequest.of("", INSURE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("empty aggregate id");
    }

    @Test
    void anExpectedVersionBelowZeroIsRefused() {
        CommandRequest request = CommandRequest.of("parcel-1", INSURE);
        assertThatThrownBy(() -> request.expecting(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("parcel-1")
                .hasMessageContaining("version -1");
    }
}
