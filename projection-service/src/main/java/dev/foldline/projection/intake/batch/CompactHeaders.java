package dev.foldline.projection.intake.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a record of a batch, in a quarter of the memory that the consumer's own take: the garbage collector
 * meets all records of a batch alive. Immutable: to change them, copy them into {@code RecordHeaders}.
 */
public final class CompactHeaders implements Headers {

    private static final String UNCHANGEABLE = "the headers of a record of a batch do not change";

    private final HeaderKeys keys;
    private final byte[] @Nullable [] values;

    private CompactHeaders(HeaderKeys keys, byte[] @Nullable [] values) {
        this.keys = keys;
        this.values = values;
    }

    /**
     * The same headers.
     *
     * @param before those of another record, whose keys are shared where they are the same
     */
    static CompactHeaders of(Headers headers, @Nullable CompactHeaders before) {
        Header[] all = headers.toArray();
        byte[] @Nullable [] values = new byte[all.length][];
        for (int i = 0; i < all.length; i++) {
            values[i] = all[i].value();
        }
        return new CompactHeaders(HeaderKeys.of(all, before == null ? null : before.keys), values);
    }

    /** Value of the last header of a key; null where there is none, or it has none. */
    public byte @Nullable [] lastValue(String key) {
        int index = keys.lastIndexOf(key);
        return index < 0 ? null : values[index];
    }

    @Override
    public @Nullable Header lastHeader(String key) {
        int index = keys.lastIndexOf(key);
        return index < 0 ? null : header(index);
    }

    @Override
    public Iterable<Header> headers(String key) {
        List<Header> found = new ArrayList<>();
        for (int i = 0; i < keys.count(); i++) {
            if (keys.key(i).equals(key)) {
                found.add(header(i));
            }
        }
        return found;
    }

    @Override
    public Header[] toArray() {
        return IntStream.range(0, keys.count()).mapToObj(this::header).toArray(Header[]::new);
    }

    @Override
    public Iterator<Header> iterator() {
        return Arrays.asList(toArray()).iterator();
    }

    @Override
    public Headers add(Header header) {
        throw new IllegalStateException(UNCHANGEABLE);
    }

    @Override
    public Headers add(String key, byte[] value) {
        throw new IllegalStateException(UNCHANGEABLE);
    }

    @Override
    public Headers remove(String key) {
        throw new IllegalStateException(UNCHANGEABLE);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Headers headers && Arrays.equals(toArray(), headers.toArray());
    }

    @Override
    public int hashCode() {
        return Objects.hash((Object[]) toArray());
    }

    private Header header(int index) {
        return new RecordHeader(keys.key(index), values[index]);
    }
}
