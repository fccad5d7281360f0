package dev.foldline.domain;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Jackson writes states: with every digit, also of what a JSON number would lose, and with the names of the records
 * of every sealed interface, at whatever depth.
 */
final class StateMapper {

    /** The field with the simple name of a sealed interface's record. */
    static final String NAME_FIELD = "is";

    /** Digits of a decimal that is written as a JSON number; Jackson reads no more than that of a number. */
    private static final int NUMBER_DIGITS_MAX = 900;

    private StateMapper() {}

    static JsonMapper create() {
        return JsonMapper.builder()
                .annotationIntrospector(new SealedNames())
                .addModule(new JavaTimeModule().disable(JavaTimeFeature.NORMALIZE_DESERIALIZED_ZONE_ID))
                .addModule(new Jdk8Module())
                .addModule(exactNumbers())
                .visibility(PropertyAccessor.ALL, JsonAutoDetect.Visibility.NONE)
                .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
                .visibility(PropertyAccessor.CREATOR, JsonAutoDetect.Visibility.ANY)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .enable(SerializationFeature.WRITE_DATES_WITH_ZONE_ID)
                .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                // A missing or unknown field means that the shape is another one.
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                .build();
    }

    private static SimpleModule exactNumbers() {
        SimpleModule module = new SimpleModule();
        module.addSerializer(BigDecimal.class, new ExactDecimals());
        module.addSerializer(Double.class, new ExactDoubles());
        module.addSerializer(double.class, new ExactDoubles());
        return module;
    }

    /** JSON in a table keeps digits but no exponent: a decimal that has one is written as text. */
    private static final class ExactDecimals extends StdSerializer<BigDecimal> {

        private static final long serialVersionUID = 1L;

        ExactDecimals() {
            super(BigDecimal.class);
        }

        @Override
        public void serialize(BigDecimal value, JsonGenerator json, SerializerProvider provider) throws IOException {
            if (value.scale() >= 0 && value.scale() <= NUMBER_DIGITS_MAX && value.precision() <= NUMBER_DIGITS_MAX) {
                json.writeNumber(value);
            } else {
                json.writeString(value.toString());
            }
        }
    }

    /** JSON has no number for these: they are written as text. */
    private static final class ExactDoubles extends StdSerializer<Double> {

        private static final long serialVersionUID = 1L;

        ExactDoubles() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator json, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value) && !value.equals(-0.0)) {
                json.writeNumber(value);
            } else {
                json.writeString(value.toString());
            }
        }
    }

    /** Gives sealed interfaces, and what implements them, the name of their record. */
    private static final class SealedNames extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1L;

        private static final JsonTypeInfo.Value NAMED = JsonTypeInfo.Value.construct(
                JsonTypeInfo.Id.SIMPLE_NAME, JsonTypeInfo.As.PROPERTY, NAME_FIELD, null, false, null, null);

        @Override
        public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
            JsonTypeInfo.Value declared = super.findPolymorphicTypeInfo(config, annotated);
            return declared == null && annotated instanceof AnnotatedClass && isNamed(annotated.getRawType())
                    ? NAMED
                    : declared;
        }

        @Override
        public @Nullable List<NamedType> findSubtypes(Annotated annotated) {
            Class<?> type = annotated.getRawType();
            if (annotated instanceof AnnotatedClass && isSealedByItsAuthor(type)) {
                List<NamedType> subtypes = new ArrayList<>();
                addSubtypes(type, subtypes);
                return subtypes;
            }
            return super.findSubtypes(annotated);
        }

        private static void addSubtypes(Class<?> type, List<NamedType> subtypes) {
            for (Class<?> permitted : type.getPermittedSubclasses()) {
                if (isSealedByItsAuthor(permitted)) {
                    addSubtypes(permitted, subtypes);
                } else {
                    subtypes.add(new NamedType(permitted));
                }
            }
        }

        private static boolean isNamed(@Nullable Class<?> type) {
            if (type == null || type.isEnum()) {
                return false;
            }
            if (isSealedByItsAuthor(type) || isNamed(type.getSuperclass())) {
                return true;
            }
            for (Class<?> implemented : type.getInterfaces()) {
                if (isNamed(implemented)) {
                    return true;
                }
            }
            return false;
        }

        /** The platform's sealed types have serializers of their own, and an enum may be sealed by its constants. */
        private static boolean isSealedByItsAuthor(Class<?> type) {
            return type.isSealed() && !type.isEnum() && !type.getName().startsWith("java.");
        }
    }
}
