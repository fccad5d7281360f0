package dev.foldline.torture.hostile;

import java.util.Arrays;
import java.util.Random;

/** Bytes that are not what they seem. */
final class OddBytes {

    private OddBytes() {}

    static byte[] changed(byte[] value, int at, int to) {
        byte[] copy = value.clone();
        copy[at] = (byte) to;
        return copy;
    }

    static byte[] cut(byte[] value, int bytes) {
        return Arrays.copyOf(value, value.length - bytes);
    }

    static byte[] filled(int length, int with) {
        byte[] all = new byte[length];
        Arrays.fill(all, (byte) with);
        return all;
    }

    static byte[] random(int length) {
        byte[] all = new byte[length];
        new Random(1).nextBytes(all);
        return all;
    }

    static String randomText(int length) {
        Random random = new Random(2);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) ('0' + random.nextInt(75)));
        }
        return text.toString();
    }

    static byte[] toBytes(int[] numbers) {
        byte[] bytes = new byte[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            bytes[i] = (byte) numbers[i];
        }
        return bytes;
    }
}
