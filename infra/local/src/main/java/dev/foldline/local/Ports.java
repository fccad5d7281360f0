package dev.foldline.local;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The port of each part, all free at the moment of choosing. */
final class Ports {

    /** How far beyond the wanted ports a free one is looked for. */
    private static final int SEARCH_MAX = 200;

    private final Map<Part, Integer> ports;

    private Ports(Map<Part, Integer> ports) {
        this.ports = Collections.unmodifiableMap(ports);
    }

    int of(Part part) {
        return ports.getOrDefault(part, 0);
    }

    /**
     * Chooses a free port for every part and keeps the choice, so that the next run has the same ones.
     *
     * @param kept      file of the last choice, read when {@code preferred} is 0, written in any case
     * @param preferred the first of the consecutive ports that are wanted; 0 wants those of the last choice
     * @param notices   told of every part that does not get the port it wanted
     * @throws StackException if no port is free
     */
    static Ports choose(Path kept, int preferred, Consumer<String> notices) {
        Map<Part, Integer> wanted = preferred > 0 ? consecutive(preferred) : read(kept);
        Map<Part, Integer> chosen = new EnumMap<>(Part.class);
        // Every socket stays open until all are chosen: no two parts get the same port.
        List<ServerSocket> held = new ArrayList<>();
        try {
            List<Part> without = new ArrayList<>();
            for (Part part : Part.values()) {
                Integer port = wanted.get(part);
                ServerSocket socket = port == null ? null : tryOpen(port);
                if (socket == null) {
                    without.add(part);
                } else {
                    held.add(socket);
                    chosen.put(part, socket.getLocalPort());
                }
            }
            for (Part part : without) {
                ServerSocket socket = preferred > 0 ? nextFree(preferred + Part.values().length) : anyFree();
                held.add(socket);
                chosen.put(part, socket.getLocalPort());
                Integer taken = wanted.get(part);
                if (taken != null) {
                    notices.accept("port " + taken + " is taken; " + part.words() + " listens on "
                            + socket.getLocalPort() + " instead");
                }
            }
        } finally {
            held.forEach(Ports::close);
        }
        write(kept, chosen);
        return new Ports(chosen);
    }

    private static Map<Part, Integer> consecutive(int first) {
        Map<Part, Integer> wanted = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            wanted.put(part, first + wanted.size());
        }
        return wanted;
    }

    private static Map<Part, Integer> read(Path kept) {
        Map<Part, Integer> wanted = new EnumMap<>(Part.class);
        Properties properties = PropertiesFile.readIfThere(kept);
        for (Part part : Part.values()) {
            String port = properties.getProperty(part.key());
            if (port != null) {
                wanted.put(part, Integer.valueOf(port));
            }
        }
        return wanted;
    }

    private static void write(Path kept, Map<Part, Integer> chosen) {
        Properties properties = new Properties();
        chosen.forEach((part, port) -> properties.setProperty(part.key(), Integer.toString(port)));
        PropertiesFile.write(kept, properties);
    }

    private static ServerSocket nextFree(int from) {
        for (int port = from; port < from + SEARCH_MAX; port++) {
            ServerSocket socket = tryOpen(port);
            if (socket != null) {
                return socket;
            }
        }
        throw new StackException("no free port between " + from + " and " + (from + SEARCH_MAX - 1));
    }

    private static ServerSocket anyFree() {
        ServerSocket socket = tryOpen(0);
        if (socket == null) {
            throw new StackException("the operating system has no free port left");
        }
        return socket;
    }

    /** On all addresses, so that a port which something has taken on any one of them is not free. */
    private static @Nullable ServerSocket tryOpen(int port) {
        try {
            return new ServerSocket(port);
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new StackException("cannot give port " + socket.getLocalPort() + " free again: " + e.getMessage(), e);
        }
    }
}
