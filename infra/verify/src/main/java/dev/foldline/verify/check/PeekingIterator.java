package dev.foldline.verify.check;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * An iterator whose next element can be looked at before it is taken.
 *
 * @param <T> elements
 */
final class PeekingIterator<T> {

    private final Iterator<T> source;
    private @Nullable T head;

    PeekingIterator(Iterator<T> source) {
        this.source = source;
        this.head = source.hasNext() ? source.next() : null;
    }

    /** The next element; null at the end. */
    @Nullable
    T peek() {
        return head;
    }

    T take() {
        T taken = head;
        if (taken == null) {
            throw new NoSuchElementException("nothing is left");
        }
        head = source.hasNext() ? source.next() : null;
        return taken;
    }
}
