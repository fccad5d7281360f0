package dev.foldline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PartitionDatabasesTest {

    private static final String A = "jdbc:postgresql://a/foldline";

    @Test
    void withoutExceptionsEveryPartitionIsInTheOneDatabase() {
        PartitionDatabases databases = PartitionDatabases.parse(A, " ", 4);

        assertThat(databases.urls()).containsExactly(A);
        assertThat(databasesOf(databases, 4)).containsExactly(0, 0, 0, 0);
    }

    @Test
    void rangesAndSinglePartitionsGoWhereTheyAreSent() {
        PartitionDatabases databases =
                PartitionDatabases.parse(A, "1-2=jdbc:postgresql://b/x  4=jdbc:postgresql://c,d/x 5=" + A, 6);

        assertThat(databases.urls()).containsExactly("jdbc:postgresql://b/x", "jdbc:postgresql://c,d/x", A);
        assertThat(databasesOf(databases, 6)).containsExactly(2, 0, 0, 2, 1, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "4-7, is not a partition or range",
        "x=jdbc:postgresql://b/x, is not a partition or range",
        "1=postgresql://b/x, is not a partition or range",
        "2-1=jdbc:postgresql://b/x, names partitions from 2 to 1",
        "3-4=jdbc:postgresql://b/x, only those from 0 to 3",
        "1=jdbc:postgresql://b/x 0-1=jdbc:postgresql://c/x, which has a database already"
    })
    void aWrongEntryIsNamed(String exceptions, String reason) {
        assertThatThrownBy(() -> PartitionDatabases.parse(A, exceptions, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    private static int[] databasesOf(PartitionDatabases databases, int partitions) {
        return IntStream.range(0, partitions).map(databases::databaseOf).toArray();
    }
}
