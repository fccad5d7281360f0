package dev.foldline.domain;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The records of a sealed interface, each around one generated Avro class, and the mapping between the two. Immutable;
 * the mapping is a call of the record's own constructor and accessor, without reflection.
 *
 * @param <T> the sealed interface
 */
final class SealedRecords<T> {

    /** How to make a record from an aggregate id and Avro data, and how to get the data back. */
    private record Calls(BiFunction<Object, Object, Object> constructor, Function<Object, Object> accessor) {}

    /** A record and its component of Avro data. Most processes load a domain without ever calling it. */
    private static final class Form {

        private final Class<?> record;
        private final RecordComponent data;
        private volatile @Nullable Calls calls;

        private Form(Class<?> record, RecordComponent data) {
            this.record = record;
            this.data = data;
        }

        private Calls calls() {
            Calls made = calls;
            if (made == null) {
                made = callsOf(record, data);
                calls = made;
            }
            return made;
        }
    }

    private final Class<T> type;
    private final List<Schema> schemas;
    private final Map<Class<?>, Form> byData;
    private final Map<Class<?>, Form> byRecord;

    private SealedRecords(
            Class<T> type, List<Schema> schemas, Map<Class<?>, Form> byData, Map<Class<?>, Form> byRecord) {
        this.type = type;
        this.schemas = schemas;
        this.byData = byData;
        this.byRecord = byRecord;
    }

    /**
     * @param withId whether a record may also have a component for the aggregate id
     * @throws IllegalArgumentException if a record has another form; the message names it
     */
    static <T> SealedRecords<T> of(Class<T> type, boolean withId) {
        List<Schema> schemas = new ArrayList<>();
        Map<Class<?>, Form> byData = new LinkedHashMap<>();
        Map<Class<?>, Form> byRecord = new HashMap<>();
        for (Class<?> each : records(type)) {
            RecordComponent data = dataOf(each, withId);
            Form form = new Form(each, data);
            if (byData.put(data.getType(), form) != null) {
                throw wrong(
                        each, "is the second record around " + data.getType().getName());
            }
            byRecord.put(each, form);
            schemas.add(SpecificData.get().getSchema(data.getType()));
        }
        return new SealedRecords<>(type, List.copyOf(schemas), Map.copyOf(byData), Map.copyOf(byRecord));
    }

    List<Schema> schemas() {
        return schemas;
    }

    T wrap(String aggregateId, SpecificRecord data) {
        Form form = byData.get(data.getClass());
        if (form == null) {
            throw new IllegalArgumentException(
                    type.getName() + " has no record around " + data.getSchema().getFullName());
        }
        return type.cast(form.calls().constructor.apply(aggregateId, data));
    }

    SpecificRecord unwrap(T record) {
        Form form = byRecord.get(record.getClass());
        if (form == null) {
            throw new IllegalArgumentException(record.getClass().getName() + " is not a record of " + type.getName());
        }
        return (SpecificRecord) form.calls().accessor.apply(record);
    }

    /** The records below a sealed interface, in the order in which it permits them. */
    private static List<Class<?>> records(Class<?> type) {
        if (type.isRecord()) {
            return List.of(type);
        }
        if (!type.isInterface() || !type.isSealed()) {
            throw wrong(type, "is not a record or a sealed interface of records");
        }
        List<Class<?>> records = new ArrayList<>();
        for (Class<?> permitted : type.getPermittedSubclasses()) {
            records.addAll(records(permitted));
        }
        return records;
    }

    private static RecordComponent dataOf(Class<?> record, boolean withId) {
        List<RecordComponent> data = new ArrayList<>();
        int ids = 0;
        for (RecordComponent component : record.getRecordComponents()) {
            if (isGenerated(component.getType())) {
                data.add(component);
            } else if (withId && component.getType() == String.class) {
                ids++;
            } else {
                throw wrong(
                        record,
                        "has the component " + component.getName() + ", a "
                                + component.getType().getName());
            }
        }
        if (data.size() != 1 || ids > 1) {
            throw wrong(
                    record,
                    "has " + data.size() + " components of a generated Avro class and " + ids + " of type String");
        }
        return data.getFirst();
    }

    private static boolean isGenerated(Class<?> type) {
        return SpecificRecord.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers());
    }

    private static Calls callsOf(Class<?> record, RecordComponent data) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(record, MethodHandles.lookup());
            Class<?>[] components = new Class<?>[record.getRecordComponents().length];
            for (int i = 0; i < components.length; i++) {
                components[i] = record.getRecordComponents()[i].getType();
            }
            MethodHandle constructor = lookup.findConstructor(record, MethodType.methodType(void.class, components));
            MethodHandle accessor = lookup.findVirtual(record, data.getName(), MethodType.methodType(data.getType()));
            return new Calls(constructor(lookup, constructor), function(lookup, accessor));
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(record.getName() + " cannot be made or read: " + e.getMessage(), e);
        }
    }

    private static BiFunction<Object, Object, Object> constructor(MethodHandles.Lookup lookup, MethodHandle handle) {
        if (handle.type().parameterCount() == 1) {
            Function<Object, Object> ofData = function(lookup, handle);
            return (_, data) -> ofData.apply(data);
        }
        BiFunction<Object, Object, Object> ofBoth = biFunction(lookup, handle);
        boolean idFirst = handle.type().parameterType(0) == String.class;
        return idFirst ? ofBoth : (id, data) -> ofBoth.apply(data, id);
    }

    @SuppressWarnings("unchecked")
    private static Function<Object, Object> function(MethodHandles.Lookup lookup, MethodHandle handle) {
        return (Function<Object, Object>) lambda(lookup, Function.class, handle);
    }

    @SuppressWarnings("unchecked")
    private static BiFunction<Object, Object, Object> biFunction(MethodHandles.Lookup lookup, MethodHandle handle) {
        return (BiFunction<Object, Object, Object>) lambda(lookup, BiFunction.class, handle);
    }

    /** A functional interface of the JDK whose only method calls the handle, like a method reference. */
    private static Object lambda(MethodHandles.Lookup lookup, Class<?> function, MethodHandle handle) {
        try {
            return LambdaMetafactory.metafactory(
                            lookup,
                            "apply",
                            MethodType.methodType(function),
                            handle.type().generic(),
                            handle,
                            handle.type())
                    .getTarget()
                    .invoke();
        } catch (Throwable e) {
            throw new IllegalArgumentException(handle + " cannot be called: " + e.getMessage(), e);
        }
    }

    private static IllegalArgumentException wrong(Class<?> type, String what) {
        return new IllegalArgumentException(type.getName() + " " + what
                + "; an aggregate's commands and events are records with one component of a generated Avro class, and"
                + " those of commands optionally a String, the aggregate id");
    }
}
