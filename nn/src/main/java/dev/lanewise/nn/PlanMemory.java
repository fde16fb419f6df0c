package dev.lanewise.nn;

import java.util.HashMap;
import java.util.Map;

/**
 * The arrays of a plan. A plan for a smaller batch or for inference takes those of a larger one, as long as only one of
 * them runs; so the last, partial batch of an epoch and the validation after it cost no second set.
 */
final class PlanMemory {

    private float[] floats = {};
    private double[] doubles = {};
    private final Map<Integer, long[]> longs = new HashMap<>();
    private final Map<Integer, byte[]> bytes = new HashMap<>();

    float[] floats(int length) {
        if (floats.length < length) {
            floats = new float[length];
        }
        return floats;
    }

    double[] doubles(int length) {
        if (doubles.length < length) {
            doubles = new double[length];
        }
        return doubles;
    }

    long[] longs(int slot, int length) {
        return longs.compute(slot, (key, kept) -> kept != null && kept.length >= length ? kept : new long[length]);
    }

    byte[] bytes(int slot, int length) {
        return bytes.compute(slot, (key, kept) -> kept != null && kept.length >= length ? kept : new byte[length]);
    }

    /** Bytes of all arrays. */
    long size() {
        long total = 4L * floats.length + 8L * doubles.length;
        for (long[] array : longs.values()) {
            total += 8L * array.length;
        }
        for (byte[] array : bytes.values()) {
            total += array.length;
        }
        return total;
    }
}
