package dev.foldline.e2e.rebuild;

import dev.foldline.domain.Domain;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;

/** A jar with views, as their author would put it beside a service. */
final class ViewJar {

    private ViewJar() {}

    /** Writes the jar, over an older one. */
    static void write(Path jar, List<Class<? extends Domain>> views) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(new ZipEntry("META-INF/services/" + Domain.class.getName()));
            out.write(views.stream()
                    .map(Class::getName)
                    .collect(Collectors.joining("\n"))
                    .getBytes(StandardCharsets.UTF_8));
            for (Class<?> view : views) {
                String name = view.getName().replace('.', '/') + ".class";
                out.putNextEntry(new ZipEntry(name));
                try (InputStream bytes =
                        Objects.requireNonNull(view.getClassLoader().getResourceAsStream(name))) {
                    bytes.transferTo(out);
                }
            }
        }
    }
}
