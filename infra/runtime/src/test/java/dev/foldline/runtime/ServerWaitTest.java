package dev.foldline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ServerWaitTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    private final AtomicInteger tries = new AtomicInteger();

    @Test
    void theFirstTryThatWorksIsTheAnswer() {
        String answer = new ServerWait(LONG).until("Postgres at db:5432", () -> {
            if (tries.incrementAndGet() < 3) {
                throw new IOException("Connection refused");
            }
            return "up";
        });

        assertThat(answer).isEqualTo("up");
        assertThat(tries).hasValue(3);
    }

    @Test
    void aServerThatDoesNotComeIsNamedWithTheReasonAndTheTime() {
        assertThatThrownBy(() -> new ServerWait(Duration.ofMillis(1)).until("Postgres at db:5432", () -> {
                    tries.incrementAndGet();
                    throw new IllegalStateException("outer", new IOException("Connection refused\nand more"));
                }))
                .isInstanceOf(StartupException.class)
                .hasMessage("Postgres at db:5432 is not available after 1 ms: Connection refused");
        assertThat(tries.get()).isPositive();
    }

    @Test
    void withoutTimeThereIsOneTry() {
        assertThatThrownBy(() -> new ServerWait(Duration.ZERO).until("the registry", () -> {
                    tries.incrementAndGet();
                    throw new IOException();
                }))
                .hasMessage("the registry is not available after 0 ms: IOException");
        assertThat(tries).hasValue(1);
    }

    @Test
    void whatWaitingCannotMendIsNotTriedAgain() {
        StartupException refusal = new StartupException("the commands topic has 4 partitions, 8 are configured");
        assertThatThrownBy(() -> new ServerWait(LONG).until("Kafka", () -> {
                    tries.incrementAndGet();
                    throw refusal;
                }))
                .isSameAs(refusal);
        assertThat(tries).hasValue(1);
    }

    @Test
    void aWrongPasswordIsNotTriedAgain() {
        assertThatThrownBy(() -> new ServerWait(LONG).until("Postgres at db:5432", () -> {
                    tries.incrementAndGet();
                    throw new IllegalStateException(
                            "migration", new SQLException("password authentication failed for user \"ada\"", "28P01"));
                }))
                .isInstanceOf(StartupException.class)
                .hasMessage(
                        "Postgres at db:5432 rejects the login of this service: password authentication failed for user"
                                + " \"ada\"; set the user and the password that it knows");
        assertThat(tries).hasValue(1);
    }

    @Test
    void anInterruptEndsTheWaiting() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> new ServerWait(LONG).until("Kafka", () -> {
                    throw new IOException("Connection refused");
                }))
                .isInstanceOf(StartupException.class)
                .hasMessage("interrupted while waiting for Kafka");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aTryTakesAThirdOfTheTimeWithinLimits() {
        assertThat(new ServerWait(Duration.ofSeconds(9)).tryTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(new ServerWait(Duration.ZERO).tryTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(new ServerWait(Duration.ofMinutes(1)).tryTimeout()).isEqualTo(Duration.ofSeconds(5));
    }
}
