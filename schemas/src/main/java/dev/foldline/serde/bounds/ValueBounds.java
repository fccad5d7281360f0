package dev.foldline.serde.bounds;

import java.io.Serial;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Walks a value by its writer's schema before Avro reads it, and refuses what Avro would need too much memory or stack
 * for: Avro reserves memory for as many elements or bytes as a length claims, and calls itself once per level of a
 * nested value.
 *
 * <p>Only values whose schema allows either are walked: {@link #of} gives null for the others. Immutable.
 */
public final class ValueBounds {

    /** Levels of records, arrays, maps and unions inside of each other; Avro reads that many on any thread's stack. */
    public static final int NESTING_MAX = 1000;

    /** Elements that take no bytes, such as nulls, beyond one for each byte of the value. */
    private static final int EMPTY_ELEMENTS_MAX = 100_000;

    private static final int VARINT_BYTES_MAX = 10;
    private static final int FLOAT_BYTES = 4;
    private static final int DOUBLE_BYTES = 8;

    private final Schema schema;

    private ValueBounds(Schema schema) {
        this.schema = schema;
    }

    /** The bounds of values of a schema; null where no value of it can claim more than its bytes hold. */
    public static @Nullable ValueBounds of(Schema schema) {
        return canClaim(schema, new HashSet<>()) ? new ValueBounds(schema) : null;
    }

    /** Whether a value can be nested without end, so that its depth is not known from its schema. */
    public static boolean isRecursive(Schema schema) {
        return isRecursive(schema, new HashSet<>());
    }

    /**
     * Walks one value.
     *
     * @throws OutOfBoundsException if a length is more than what is left, or the value is nested too deep
     */
    public void check(byte[] bytes, int offset) throws OutOfBoundsException {
        new Walk(bytes, offset).value(schema, 0);
    }

    private static boolean canClaim(Schema schema, Set<String> above) {
        return switch (schema.getType()) {
            case ARRAY, MAP, BYTES, FIXED -> true;
            case UNION -> schema.getTypes().stream().anyMatch(branch -> canClaim(branch, above));
            case RECORD -> {
                if (!above.add(schema.getFullName())) {
                    yield true;
                }
                boolean can = schema.getFields().stream().anyMatch(field -> canClaim(field.schema(), above));
                above.remove(schema.getFullName());
                yield can;
            }
            case ENUM, STRING, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> false;
        };
    }

    private static boolean isRecursive(Schema schema, Set<String> above) {
        return switch (schema.getType()) {
            case ARRAY -> isRecursive(schema.getElementType(), above);
            case MAP -> isRecursive(schema.getValueType(), above);
            case UNION -> schema.getTypes().stream().anyMatch(branch -> isRecursive(branch, above));
            case RECORD -> {
                if (!above.add(schema.getFullName())) {
                    yield true;
                }
                boolean recursive = schema.getFields().stream().anyMatch(field -> isRecursive(field.schema(), above));
                above.remove(schema.getFullName());
                yield recursive;
            }
            case ENUM, STRING, BYTES, FIXED, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> false;
        };
    }

    /** A value that claims more than its bytes hold, or is nested too deep. */
    public static final class OutOfBoundsException extends Exception {

        @Serial
        private static final long serialVersionUID = 1L;

        OutOfBoundsException(String message) {
            super(message);
        }
    }

    private static final class Walk {

        private final byte[] bytes;
        private int position;
        private long elementsLeft;

        Walk(byte[] bytes, int offset) {
            this.bytes = bytes;
            this.position = offset;
            this.elementsLeft = bytes.length + (long) EMPTY_ELEMENTS_MAX;
        }

        void value(Schema schema, int depth) throws OutOfBoundsException {
            if (depth > NESTING_MAX) {
                throw new OutOfBoundsException("it is nested more than " + NESTING_MAX + " levels deep");
            }
            switch (schema.getType()) {
                case NULL -> {}
                case BOOLEAN -> skip(1, "a boolean");
                case INT, LONG, ENUM -> varint();
                case FLOAT -> skip(FLOAT_BYTES, "a float");
                case DOUBLE -> skip(DOUBLE_BYTES, "a double");
                case FIXED -> skip(schema.getFixedSize(), "a fixed");
                case STRING -> skip(varint(), "a string");
                case BYTES -> skip(varint(), "bytes");
                case UNION -> value(branch(schema), depth + 1);
                case ARRAY -> blocks(schema.getElementType(), false, depth);
                case MAP -> blocks(schema.getValueType(), true, depth);
                case RECORD -> {
                    for (Schema.Field field : schema.getFields()) {
                        value(field.schema(), depth + 1);
                    }
                }
            }
        }

        private Schema branch(Schema union) throws OutOfBoundsException {
            long branch = varint();
            if (branch < 0 || branch >= union.getTypes().size()) {
                throw new OutOfBoundsException("it has branch " + branch + " of a union of "
                        + union.getTypes().size());
            }
            return union.getTypes().get((int) branch);
        }

        private void blocks(Schema element, boolean keyed, int depth) throws OutOfBoundsException {
            for (long count = varint(); count != 0; count = varint()) {
                long claimed = count < 0 ? -count : count;
                long blockBytes = count < 0 ? varint() : -1;
                int begin = position;
                if (claimed < 0 || claimed > elementsLeft) {
                    throw new OutOfBoundsException(
                            "it claims " + count + " elements, and " + (bytes.length - position) + " bytes are left");
                }
                elementsLeft -= claimed;
                for (long i = 0; i < claimed; i++) {
                    if (keyed) {
                        skip(varint(), "a key");
                    }
                    value(element, depth + 1);
                }
                if (count < 0 && blockBytes != position - begin) {
                    throw new OutOfBoundsException(
                            "a block claims " + blockBytes + " bytes, and has " + (position - begin));
                }
            }
        }

        private void skip(long length, String what) throws OutOfBoundsException {
            if (length < 0 || length > bytes.length - position) {
                throw new OutOfBoundsException(
                        what + " claims " + length + " bytes, and " + (bytes.length - position) + " are left");
            }
            position += (int) length;
        }

        /** Avro's long: seven bits per byte, then zig-zag. */
        private long varint() throws OutOfBoundsException {
            long value = 0;
            for (int i = 0; i < VARINT_BYTES_MAX; i++) {
                if (position == bytes.length) {
                    throw new OutOfBoundsException("it ends within a number");
                }
                byte next = bytes[position++];
                value |= (next & 0x7fL) << (7 * i);
                if (next >= 0) {
                    return (value >>> 1) ^ -(value & 1);
                }
            }
            throw new OutOfBoundsException("it has a number of more than " + VARINT_BYTES_MAX + " bytes");
        }
    }
}
