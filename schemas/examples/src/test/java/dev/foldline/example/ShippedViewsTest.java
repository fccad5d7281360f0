package dev.foldline.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foldline.contract.DomainRecords;
import dev.foldline.domain.view.Projection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class ShippedViewsTest {

    @Test
    void everyOneHasItsRowRegisteredUnderItsName() {
        Map<String, Schema> registered = new HashMap<>();
        DomainRecords.all().forEach(domain -> registered.putAll(domain.views()));
        List<Projection<?>> projections = Projection.all();

        assertThat(projections).isNotEmpty();
        assertThat(projections)
                .allSatisfy(projection -> assertThat(registered)
                        .containsEntry(projection.name(), projection.fold().rowSchema()));
    }
}
