package dev.foldline.stack.server;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import java.util.stream.Collectors;

/** Small properties files that a reader sees whole or not at all. */
public final class PropertiesFile {

    private PropertiesFile() {}

    /** The file's properties; empty when the file does not exist. */
    public static Properties readIfThere(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (NoSuchFileException e) {
            return properties;
        } catch (IOException e) {
            throw new StackException("cannot read " + file + ": " + e.getMessage(), e);
        }
        return properties;
    }

    /**
     * Writes beside the file and moves over it. Keys in alphabetical order, and nothing escaped that need not be, so
     * that a shell can read the values too.
     */
    public static void write(Path file, Properties properties) {
        String lines = properties.stringPropertyNames().stream()
                .sorted()
                .map(key -> key + "=" + escape(properties.getProperty(key)) + "\n")
                .collect(Collectors.joining());
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(fresh, lines);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StackException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** Kafka reads its file as Latin-1, where a folder's name may hold any letter. */
    private static String escape(String value) {
        return value.replace("\\", "\\\\")
                .chars()
                .mapToObj(c -> c < 0x7f ? Character.toString(c) : String.format("\\u%04x", c))
                .collect(Collectors.joining());
    }
}
