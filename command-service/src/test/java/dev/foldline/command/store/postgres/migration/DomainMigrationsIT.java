package dev.foldline.command.store.postgres.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.foldline.command.store.postgres.PostgresServer;
import dev.foldline.command.store.postgres.session.PostgresSettings;
import dev.foldline.runtime.StartupException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Domains that bring tables of their own, in jars and in folders, beside the example domains. */
final class DomainMigrationsIT {

    private final PostgresSettings database = PostgresServer.emptyDatabase();
    private final List<URL> classPath = new ArrayList<>();

    @TempDir
    private Path folder;

    @Test
    void twoDomainsMayBothBringAVersionOne() throws Exception {
        jar("vouchers.jar", "voucher", "V1__vouchers.sql", "CREATE TABLE vouchers (id text)");
        folder("loyalty-point", "V1__points.sql", "CREATE TABLE points (id text)");
        migrate();
        migrate();

        assertThat(count("vouchers")).isZero();
        assertThat(count("points")).isZero();
        assertThat(histories())
                .containsExactly(
                        "flyway_schema_history",
                        "flyway_schema_history_loyalty_point",
                        "flyway_schema_history_order",
                        "flyway_schema_history_voucher");
    }

    @Test
    void aDomainThatComesLaterIsAddedToADatabaseInUse() throws Exception {
        migrate();
        jar("vouchers.jar", "voucher", "V1__vouchers.sql", "CREATE TABLE vouchers (id text)");
        migrate();
        folder("voucher", "V2__more.sql", "ALTER TABLE vouchers ADD COLUMN left_minor bigint");
        migrate();

        assertThat(count("vouchers WHERE left_minor IS NULL")).isZero();
    }

    @Test
    void aDomainThatIsLeftOutLeavesItsTableAndStopsNobody() throws Exception {
        jar("vouchers.jar", "voucher", "V1__vouchers.sql", "CREATE TABLE vouchers (id text)");
        migrate();
        classPath.clear();

        assertThatCode(this::migrate).doesNotThrowAnyException();
        assertThat(count("vouchers")).isZero();
    }

    @Test
    void aMigrationThatFailsNamesItsDomainAndChangesNothingOfIt() throws Exception {
        jar("vouchers.jar", "voucher", "V1__vouchers.sql", "CREATE TABLE vouchers (id text)");
        folder("voucher", "V2__broken.sql", "CREATE TABEL more_vouchers (id text)");

        assertThatThrownBy(this::migrate)
                .isInstanceOf(StartupException.class)
                .hasMessageContaining(database.url() + ": a migration of the domain voucher failed: ")
                .hasMessageContaining("TABEL")
                .message()
                .hasLineCount(1);
        assertThat(histories()).contains("flyway_schema_history_order");
        assertThatThrownBy(() -> count("vouchers")).isInstanceOf(SQLException.class);
    }

    @Test
    void aDomainThatANewerJarHasMigratedIsRefusedAndNamed() throws Exception {
        jar("vouchers.jar", "voucher", "V1__vouchers.sql", "CREATE TABLE vouchers (id text)");
        folder("voucher", "V2__more.sql", "ALTER TABLE vouchers ADD COLUMN left_minor bigint");
        migrate();
        classPath.removeLast();

        assertThatThrownBy(this::migrate)
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("migration 2 (more) of the domain voucher, which this build does not know");
    }

    @Test
    void aFolderThatCannotBeADomainsNameIsRefused() throws Exception {
        folder("Voucher_2", "V1__vouchers.sql", "CREATE TABLE vouchers (id text)");

        assertThatThrownBy(this::migrate)
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("db/domain/Voucher_2: the folder of a domain's migrations is named with");
    }

    @RepeatedTest(3)
    void servicesThatStartTogetherRunEachMigrationOnce() throws Exception {
        List<Callable<Void>> services = Collections.nCopies(4, () -> {
            StoreMigration.migrate(database, 2);
            return null;
        });
        try (ExecutorService threads = Executors.newFixedThreadPool(services.size())) {
            for (Future<Void> service : threads.invokeAll(services)) {
                assertThatCode(service::get).doesNotThrowAnyException();
            }
        }
    }

    private void migrate() throws SQLException, IOException {
        try (URLClassLoader classes =
                new URLClassLoader(classPath.toArray(URL[]::new), DomainMigrationsIT.class.getClassLoader())) {
            StoreMigration.migrate(database, 2, classes);
        }
    }

    private void jar(String name, String domain, String file, String sql) throws IOException {
        Path jar = folder.resolve(name);
        try (OutputStream bytes = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(bytes)) {
            for (String entry : List.of("db/", "db/domain/", "db/domain/" + domain + "/")) {
                entries.putNextEntry(new JarEntry(entry));
            }
            entries.putNextEntry(new JarEntry("db/domain/" + domain + "/" + file));
            entries.write(sql.getBytes(StandardCharsets.UTF_8));
        }
        classPath.add(jar.toUri().toURL());
    }

    private void folder(String domain, String file, String sql) throws IOException {
        Path root = Files.createTempDirectory(folder, "classes");
        Path migrations = Files.createDirectories(root.resolve("db/domain/" + domain));
        Files.writeString(migrations.resolve(file), sql);
        classPath.add(root.toUri().toURL());
    }

    private List<String> histories() throws SQLException {
        try (Connection connection = PostgresServer.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'flyway%' ORDER BY 1")) {
            List<String> tables = new ArrayList<>();
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
            return tables;
        }
    }

    private long count(String table) throws SQLException {
        return PostgresServer.number(database, "SELECT count(*) FROM " + table);
    }
}
