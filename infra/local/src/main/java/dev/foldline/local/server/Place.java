package dev.foldline.local.server;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

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
     * All of a stack, in the order of the consecutive ports: the first of every part, then the others, so that these
     * move nothing.
     */
    public static List<Place> all(int commandServices) {
        List<Place> places = new ArrayList<>();
        for (Part part : Part.values()) {
            places.add(first(part));
        }
        IntStream.rangeClosed(2, commandServices)
                .mapToObj(number -> new Place(Part.COMMAND_SERVICE, number))
                .forEach(places::add);
        return places;
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
