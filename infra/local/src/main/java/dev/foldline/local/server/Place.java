package dev.foldline.local.server;

import java.util.ArrayList;
import java.util.List;

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
    public static List<Place> all(int commandServices, int databases) {
        List<Place> places = new ArrayList<>();
        for (Part part : Part.values()) {
            places.add(first(part));
        }
        addOthers(Part.COMMAND_SERVICE, commandServices, places);
        addOthers(Part.POSTGRES, databases, places);
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
