package dev.foldline.command.stream;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether two states are equal: as {@code equals} says, except that arrays are compared by what they hold, also those
 * that records and collections have. Of objects that are equal only to themselves, and are none of these, nothing can
 * be told: they count as equal where they are of one class.
 */
final class SameState {

    private SameState() {}

    static boolean is(@Nullable Object a, @Nullable Object b) {
        if (Objects.deepEquals(a, b)) {
            return true;
        }
        if (a == null || b == null) {
            return false;
        }
        return switch (a) {
            case List<?> list -> b instanceof List<?> other && areInOrder(list, other);
            case Map<?, ?> map -> b instanceof Map<?, ?> other && haveSameValues(map, other);
            case Optional<?> optional ->
                b instanceof Optional<?> other && is(optional.orElse(null), other.orElse(null));
            case Record record -> a.getClass() == b.getClass() && haveSameComponents(record, b);
            case Object[] array ->
                b instanceof Object[] other && areInOrder(Arrays.asList(array), Arrays.asList(other));
            default -> a.getClass() == b.getClass() && isEqualOnlyToItself(a.getClass());
        };
    }

    private static boolean areInOrder(List<?> a, List<?> b) {
        if (a.size() != b.size()) {
            return false;
        }
        Iterator<?> others = b.iterator();
        for (Object each : a) {
            if (!is(each, others.next())) {
                return false;
            }
        }
        return true;
    }

    private static boolean haveSameValues(Map<?, ?> a, Map<?, ?> b) {
        return a.keySet().equals(b.keySet())
                && a.entrySet().stream().allMatch(entry -> is(entry.getValue(), b.get(entry.getKey())));
    }

    private static boolean haveSameComponents(Record a, Object b) {
        for (RecordComponent component : a.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                if (!is(
                        component.getAccessor().invoke(a),
                        component.getAccessor().invoke(b))) {
                    return false;
                }
            } catch (IllegalAccessException | InvocationTargetException e) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEqualOnlyToItself(Class<?> type) {
        try {
            return !type.isArray() && type.getMethod("equals", Object.class).getDeclaringClass() == Object.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("every class has equals", e);
        }
    }
}
