package dev.foldline.domain.version;

import org.apache.avro.specific.AvroGenerated;
import org.apache.avro.util.ClassSecurityValidator;

/**
 * Lets Avro load the classes that its own compiler generated.
 *
 * <p>Since 1.12.2 Avro does not load a class that is named in a schema unless it is allowed explicitly. That protects
 * against classes with behaviour of their own; a generated one only holds data. Classes on Avro's other lists stay
 * allowed.
 */
public final class GeneratedClasses {

    static {
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                ClassSecurityValidator.getGlobal(), type -> type.isAnnotationPresent(AvroGenerated.class)));
    }

    private GeneratedClasses() {}

    /**
     * Allows them for the life of this JVM; a second call does nothing. Every class of Foldline that reads
     * records calls it by itself.
     */
    public static void trust() {
        // Invariant: the static block has run when this returns, and runs once.
    }
}
