package dev.foldline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class ServiceConfigTest {

    private static final String SECRET = "hunter2";
    private static final ConfigDef STORE = new ConfigDef()
            .define("foldline.jdbc.url", ConfigDef.Type.STRING, ConfigDef.Importance.HIGH, "Where Postgres is.")
            .define("foldline.jdbc.password", ConfigDef.Type.PASSWORD, "", ConfigDef.Importance.HIGH, "Its password.");
    private static final ConfigDef LOOP = new ConfigDef()
            .define("command.batch.max", ConfigDef.Type.INT, 7, ConfigDef.Importance.LOW, "Commands of one batch.");

    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @TempDir
    private Path folder = Path.of("set by JUnit");

    @BeforeEach
    void listen() {
        logged.start();
        logger().addAppender(logged);
    }

    @AfterEach
    void stopListening() {
        logger().detachAppender(logged);
    }

    @Test
    void anArgumentGoesBeforeAVariableAndAVariableBeforeTheFile() throws IOException {
        String file = file("foldline.jdbc.url=file", "foldline.jdbc.password=file", "command.batch.max=1");
        Map<String, String> variables = Map.of("FOLDLINE_JDBC_URL", "variable", "FOLDLINE_COMMAND_BATCH_MAX", "2");

        AbstractConfig config = load(variables, "--command.batch.max=3", "--config", file);

        assertThat(config.getPassword("foldline.jdbc.password").value()).isEqualTo("file");
        assertThat(config.getString("foldline.jdbc.url")).isEqualTo("variable");
        assertThat(config.getInt("command.batch.max")).isEqualTo(3);
    }

    @Test
    void whatIsNotGivenHasItsDefault() {
        AbstractConfig config = load(Map.of(), "--foldline.jdbc.url=a");

        assertThat(config.getInt("command.batch.max")).isEqualTo(7);
    }

    @Test
    void aValueMayContainAnEqualsSign() {
        AbstractConfig config = load(Map.of(), "--foldline.jdbc.url=jdbc:postgresql://db/foldline?ssl=true");

        assertThat(config.getString("foldline.jdbc.url")).isEqualTo("jdbc:postgresql://db/foldline?ssl=true");
    }

    @Test
    void theVariableOfAKeyBeginsWithFoldlineOnce() {
        assertThat(ServiceConfig.variableOf("foldline.jdbc.url")).isEqualTo("FOLDLINE_JDBC_URL");
        assertThat(ServiceConfig.variableOf("command.batch.max")).isEqualTo("FOLDLINE_COMMAND_BATCH_MAX");
    }

    @Test
    void anUnknownKeyInTheFileIsNamed() throws IOException {
        String file = file("foldline.jdbc.url=a", "foldline.jdbc.user=b");
        assertRefused("unknown key foldline.jdbc.user; known are", Map.of(), "--config", file);
    }

    @Test
    void anUnknownVariableIsNamedAsItWasWritten() {
        assertRefused("unknown key FOLDLINE_JDBC_USER;", Map.of("FOLDLINE_JDBC_USER", "b"), "--foldline.jdbc.url=a");
    }

    @Test
    void anUnknownArgumentIsNamed() {
        assertRefused("unknown key jdbc.user;", Map.of(), "--foldline.jdbc.url=a", "--jdbc.user=b");
    }

    @Test
    void variablesOfTheLauncherAndOfOthersAreIgnored() {
        Map<String, String> variables = Map.of("FOLDLINE_DATA", "x", "FOLDLINE_LOG_LEVEL", "DEBUG", "PATH", "/bin");

        assertThat(load(variables, "--foldline.jdbc.url=a").getString("foldline.jdbc.url"))
                .isEqualTo("a");
    }

    @Test
    void aMissingValueIsNamed() {
        assertRefused("missing is foldline.jdbc.url (variable FOLDLINE_JDBC_URL)", Map.of());
    }

    @Test
    void aValueOfTheWrongTypeIsNamedWithItsKey() {
        assertRefused("command.batch.max", Map.of(), "--foldline.jdbc.url=a", "--command.batch.max=many");
    }

    @Test
    void anArgumentOfAnotherFormIsNamed() {
        assertRefused("argument -v is neither", Map.of(), "-v");
        assertRefused("argument --config is neither", Map.of(), "--config");
        assertRefused("argument --=… is neither", Map.of(), "--=x");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        String missing = folder.resolve("missing.properties").toString();
        assertRefused("cannot read " + missing, Map.of(), "--config", missing);
    }

    @Test
    void theValuesAreLoggedOnceAndNeverAPassword() {
        load(Map.of("FOLDLINE_JDBC_PASSWORD", SECRET), "--foldline.jdbc.url=a");

        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "config command.batch.max = 7",
                        "config foldline.jdbc.password = [hidden]",
                        "config foldline.jdbc.url = a");
    }

    @Test
    void aPasswordInAUrlIsNotLogged() {
        load(Map.of(), "--foldline.jdbc.url=jdbc:postgresql://db/foldline?user=ada&password=" + SECRET);

        assertThat(logged.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .contains("config foldline.jdbc.url = jdbc:postgresql://db/foldline?user=ada&password=[hidden]");
    }

    @Test
    void aPasswordUnderAnArgumentOfAnotherFormIsNotRepeated() {
        assertThatThrownBy(() -> load(Map.of(), "-foldline.jdbc.password=" + SECRET))
                .hasMessageContaining("argument -foldline.jdbc.password=… is neither")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void aPasswordIsNotInTheMessageOfARefusalEither() {
        assertThatThrownBy(() -> load(Map.of("FOLDLINE_JDBC_PASSWORD", SECRET), "--command.batch.max=many"))
                .hasMessageNotContaining(SECRET);
    }

    private static void assertRefused(String message, Map<String, String> variables, String... args) {
        assertThatThrownBy(() -> load(variables, args))
                .isInstanceOf(StartupException.class)
                .hasMessageStartingWith("configuration: ")
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    private static AbstractConfig load(Map<String, String> variables, String... args) {
        return ServiceConfig.load(args, variables, STORE, LOOP);
    }

    private String file(String... lines) throws IOException {
        return Files.writeString(folder.resolve("service.properties"), String.join("\n", lines))
                .toString();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(ServiceConfig.class);
    }
}
