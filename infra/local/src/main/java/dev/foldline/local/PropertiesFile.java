package dev.foldline.local;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import java.util.stream.Collectors;

/** Small properties files that a reader sees whole or not at all. */
final class PropertiesFile {

    private PropertiesFile() {}

    /** The file's properties, none when there is no such file. */
    static Properties readIfThere(Path file) {
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

    /** Writes beside the file and moves over it; keys in alphabetical order, without a date. */
    static void write(Path file, Properties properties) {
        StringWriter text = new StringWriter();
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            properties.store(text, null);
            String lines = text.toString()
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .sorted()
                    .collect(Collectors.joining("\n", "", "\n"));
            Files.writeString(fresh, lines);
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new StackException("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
