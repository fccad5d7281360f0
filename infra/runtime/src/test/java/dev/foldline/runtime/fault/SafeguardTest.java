package dev.foldline.runtime.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A safeguard is disabled only by two system properties together. */
final class SafeguardTest {

    @ParameterizedTest
    @EnumSource
    void oneIsDisabledByItsNameAndThePermit(Safeguard safeguard) {
        assertThat(Safeguard.disabled(safeguard.name(), "true")).isEqualTo(safeguard);
    }

    @ParameterizedTest
    @EnumSource
    void aNameAloneDisablesNothing(Safeguard safeguard) {
        assertThat(Safeguard.disabled(safeguard.name(), null)).isNull();
        assertThat(Safeguard.disabled(safeguard.name(), "")).isNull();
        assertThat(Safeguard.disabled(safeguard.name(), "yes")).isNull();
    }

    @Test
    void thePermitAloneDisablesNothing() {
        assertThat(Safeguard.disabled(null, "true")).isNull();
    }

    @Test
    void anUnknownNameIsAnError() {
        assertThatThrownBy(() -> Safeguard.disabled("FENCE", "true")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void allAreEnabledInAJvmWithoutTheProperties(Safeguard safeguard) {
        assertThat(safeguard.isEnabled()).isTrue();
    }
}
