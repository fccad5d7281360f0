package dev.foldline.stack.server;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The port of each process, all free at the moment of choosing. */
public final class Ports {

    /**
     * One of the processes that listen for a part.
     *
     * @param part   what listens
     * @param number which of several, from 1
     */
    public record Place(Part part, int number) {

        /** The only one, or the first of several. */
        static Place first(Part part) {
            return new Place(part, 1);
        }

        /**
         * All of a stack, in the order of the consecutive ports: the first of every part, then the others, so that
         * these move nothing.
         */
        public static List<Place> all(int commandServices, int databases, int projectionServices) {
            List<Place> places = new ArrayList<>();
            for (Part part : Part.values()) {
                places.add(first(part));
            }
            addOthers(Part.COMMAND_SERVICE, commandServices, places);
            addOthers(Part.POSTGRES, databases, places);
            addOthers(Part.PROJECTION_SERVICE, projectionServices, places);
            return places;
        }

        private static void addOthers(Part part, int count, List<Place> places) {
            for (int number = 2; number <= count; number++) {
                places.add(new Place(part, number));
            }
        }

        /** How a message names it. */
        String words() {
            return number == 1 ? part.words() : part.words() + " " + number;
        }

        /** Its key in the file that keeps the ports. */
        String key() {
            return number == 1 ? part.key() : part.key() + "." + number;
        }
    }

    /** How far beyond the wanted ports a free one is looked for. */
    private static final int SEARCH_MAX = 200;

    private final Map<Place, Integer> ports;

    private Ports(Map<Place, Integer> ports) {
        this.ports = Collections.unmodifiableMap(ports);
    }

    /** Of the only process of a part, or of the first. */
    public int of(Part part) {
        return of(Place.first(part));
    }

    public int of(Place place) {
        return ports.getOrDefault(place, 0);
    }

    /**
     * Chooses a free port for every process and keeps the choice, so that the next run has the same ones.
     *
     * @param kept      file of the last choice, read when {@code preferred} is 0, written in any case
     * @param preferred the first of the consecutive ports that are wanted; 0 wants those of the last choice
     * @param places    what wants a port, in the order of the consecutive ones
     * @param notices   told of every process that does not get the port it wanted
     * @throws StackException if no port is free
     */
    public static Ports choose(Path kept, int preferred, List<Place> places, Consumer<String> notices) {
        Map<Place, Integer> wanted = preferred > 0 ? consecutive(places, preferred) : read(kept, places);
        Map<Place, Integer> chosen = new HashMap<>();
        // Every socket stays open until all are chosen: no two processes get the same port.
        List<ServerSocket> held = new ArrayList<>();
        try {
            List<Place> without = new ArrayList<>();
            for (Place place : places) {
                Integer port = wanted.get(place);
                ServerSocket socket = port == null ? null : tryOpen(port);
                if (socket == null) {
                    without.add(place);
                } else {
                    held.add(socket);
                    chosen.put(place, socket.getLocalPort());
                }
            }
            for (Place place : without) {
                ServerSocket socket = preferred > 0 ? nextFree(preferred + places.size()) : anyFree();
                held.add(socket);
                chosen.put(place, socket.getLocalPort());
                Integer taken = wanted.get(place);
                if (taken != null) {
                    notices.accept("port " + taken + " is taken; " + place.words() + " listens on "
                            + socket.getLocalPort() + " instead");
                }
            }
        } finally {
            held.forEach(Ports::close);
        }
        write(kept, chosen);
        return new Ports(chosen);
    }

    private static Map<Place, Integer> consecutive(List<Place> places, int first) {
        Map<Place, Integer> wanted = new HashMap<>();
        places.forEach(place -> wanted.put(place, first + wanted.size()));
        return wanted;
    }

    private static Map<Place, Integer> read(Path kept, List<Place> places) {
        Map<Place, Integer> wanted = new HashMap<>();
        Properties properties = PropertiesFile.readIfThere(kept);
        for (Place place : places) {
            String port = properties.getProperty(place.key());
            if (port != null) {
                wanted.put(place, Integer.valueOf(port));
            }
        }
        return wanted;
    }

    private static void write(Path kept, Map<Place, Integer> chosen) {
        Properties properties = new Properties();
        chosen.forEach((place, port) -> properties.setProperty(place.key(), Integer.toString(port)));
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
