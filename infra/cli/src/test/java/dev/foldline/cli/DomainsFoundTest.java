package dev.foldline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DomainsFoundTest {

    @Test
    void theDomainsAreNamedByTheirAggregateTypes() {
        assertThat(DomainsFound.names()).isEqualTo("account, conference, order, transfer");
    }

    @Test
    void aFolderOfDomainsThatCannotHelpIsNamedWithItsVariable(@TempDir Path folder) throws Exception {
        assertThat(DomainsFound.trouble(null)).isEmpty();
        assertThat(DomainsFound.trouble(folder.toString()))
                .hasValue("FOLDLINE_DOMAINS is " + folder + ", which has no jar");
        assertThat(DomainsFound.trouble(folder + "/none"))
                .hasValue("FOLDLINE_DOMAINS is " + folder + "/none, which is not a folder");
        Files.createFile(folder.resolve("voucher.jar"));
        assertThat(DomainsFound.trouble(folder.toString())).isEmpty();
    }
}
