package dev.foldline.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdsTest {

    private static final UUID DNS_NAMESPACE = UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8");

    /** The example of RFC 9562, appendix A.4. */
    @Test
    void aNameBasedIdIsThatOfTheRfc() {
        assertThat(Ids.nameBased(DNS_NAMESPACE, "www.example.com"))
                .isEqualTo(UUID.fromString("2ed6657d-e927-568b-95e1-2665a8aea6a2"));
    }

    @Test
    void theSamePlaceHasTheSameIdAndAnotherPlaceAnother() {
        UUID id = Ids.ofCommandAt("commands", 1, 23);

        assertThat(Ids.ofCommandAt("commands", 1, 23)).isEqualTo(id);
        assertThat(Ids.ofCommandAt("commands", 12, 3)).isNotEqualTo(id);
        assertThat(Ids.ofCommandAt("p.commands", 1, 23)).isNotEqualTo(id);
    }

    /** The example of RFC 9562, appendix A.6: 2022-02-22 14:22:22 GMT-05:00. */
    @Test
    void aTimeOrderedIdTellsItsTime() {
        assertThat(Ids.createdAtMs(UUID.fromString("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")))
                .hasValue(1_645_557_742_000L);
    }

    @Test
    void anIdOfAnotherVersionTellsNoTime() {
        assertThat(Ids.createdAtMs(DNS_NAMESPACE)).isEmpty();
        assertThat(Ids.createdAtMs(Ids.ofCommandAt("commands", 0, 0))).isEmpty();
        assertThat(Ids.createdAtMs(UUID.fromString("919108f7-52d1-4320-9bac-f847db4148a8")))
                .isEmpty();
    }
}
