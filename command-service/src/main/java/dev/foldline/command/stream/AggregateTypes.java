package dev.foldline.command.stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.foldline.domain.AggregateType;
import dev.foldline.domain.Domains;
import dev.foldline.domain.InlineView;
import dev.foldline.domain.StateJson;
import dev.foldline.domain.version.Migration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** The aggregate types of this process, found by the records that they own. Immutable. */
public final class AggregateTypes {

    private final List<AggregateType<?, ?, ?>> types;
    private final Map<String, AggregateType<?, ?, ?>> byName = new HashMap<>();
    private final Map<String, AggregateType<?, ?, ?>> byRecord = new HashMap<>();

    /**
     * @throws IllegalArgumentException if two types have one name or share a record; the message names both
     */
    public AggregateTypes(Collection<? extends AggregateType<?, ?, ?>> types) {
        this.types = List.copyOf(types);
        for (AggregateType<?, ?, ?> type : types) {
            claim(byName, type.name(), type);
            type.commands().forEach(schema -> claim(schema, type));
            type.events().forEach(schema -> claim(schema, type));
        }
    }

    /** The types of the domains on the class path. */
    public static AggregateTypes discover() {
        return new AggregateTypes(Domains.onClassPath().aggregates());
    }

    /** The type that owns a command or event record, by its full name or a former one; null where none does. */
    public @Nullable AggregateType<?, ?, ?> owning(String recordName) {
        return byRecord.get(recordName);
    }

    /** The type of that name; null where there is none. */
    public @Nullable AggregateType<?, ?, ?> named(String name) {
        return byName.get(name);
    }

    /** The names of all types, in alphabetical order. */
    public List<String> names() {
        return types.stream().map(AggregateType::name).sorted().toList();
    }

    /** The inline views of all types. */
    public List<InlineView<?, ?>> inlineViews() {
        List<InlineView<?, ?>> views = new ArrayList<>();
        types.forEach(type -> views.addAll(type.inlineViews()));
        return views;
    }

    /**
     * The inline view of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public InlineView<?, ?> inlineView(String name) {
        return inlineViews().stream()
                .filter(view -> view.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no inline view " + name));
    }

    /** The steps between versions of states and of rows of inline views, each under the type's or the view's name. */
    public List<Migration<JsonNode>> stateMigrations() {
        List<Migration<JsonNode>> migrations = new ArrayList<>();
        types.forEach(type -> addMigrations(type.name(), type.stateJson(), migrations));
        inlineViews().forEach(view -> addMigrations(view.name(), view.json(), migrations));
        return migrations;
    }

    /** Records of all commands. */
    public List<Schema> commands() {
        return types.stream().flatMap(type -> type.commands().stream()).toList();
    }

    /** Records of all events. */
    public List<Schema> events() {
        return types.stream().flatMap(type -> type.events().stream()).toList();
    }

    private static void addMigrations(String owner, StateJson<?> shape, List<Migration<JsonNode>> all) {
        for (Migration<JsonNode> migration : shape.migrations()) {
            if (!migration.type().equals(owner)) {
                throw new IllegalArgumentException("the state of " + owner + " has a migration of type "
                        + migration.type() + ": the type of its migrations is its own name");
            }
            all.add(migration);
        }
    }

    /** A record is known by its former names too, which are its Avro aliases: events keep the name of their time. */
    private void claim(Schema record, AggregateType<?, ?, ?> type) {
        claim(byRecord, record.getFullName(), type);
        record.getAliases().forEach(former -> claim(byRecord, former, type));
    }

    private static void claim(Map<String, AggregateType<?, ?, ?>> taken, String what, AggregateType<?, ?, ?> type) {
        AggregateType<?, ?, ?> other = taken.putIfAbsent(what, type);
        if (other != null) {
            throw new IllegalArgumentException(
                    "aggregate types " + other.name() + " and " + type.name() + " both claim " + what);
        }
    }
}
