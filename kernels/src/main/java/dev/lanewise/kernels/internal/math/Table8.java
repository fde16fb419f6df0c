package dev.lanewise.kernels.internal.math;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import dev.lanewise.kernels.internal.Lanes;
import jdk.incubator.vector.IntVector;

/**
 * A table of eight floats in registers, from which each lane takes the entry that its index, modulo eight, names: one
 * permutation, where a gather from memory takes a load a lane. Eight, because that is what one permutation reaches at 256
 * bits; wider vectors hold the table twice, those of 128 bits need two:
 *
 * <pre>
 *   SPLIT ? index.selectFrom(table.low(), table.high()) : index.selectFrom(table.low())
 * </pre>
 *
 * <p>This expression is written out where it is needed. C2 inlines calls of the Vector API and accessors into a method of any
 * size, but other methods only up to 18,000 nodes of the whole compilation, and a vector that goes to a method or comes from
 * it is an object then.
 *
 * <p>To be kept in a {@code static final} field: C2 then takes the vectors for constants. They are vectors of ints, so that
 * they stay in registers throughout a loop that stores floats: those of floats, like tables in an array, are loaded anew for
 * each vector, since a store might have changed them (1.35 times the time of tanh, Cascade Lake, JDK 25.0.3).
 *
 * @param low the bits of the first {@link Lanes#LANES} entries
 * @param high the bits of those behind them, at 128 bits
 */
record Table8(IntVector low, IntVector high) {

    private static final int ENTRIES = 8;

    /** Whether a vector is too short for a table. */
    static final boolean SPLIT = LANES < ENTRIES;

    /** The table of these eight entries. */
    static Table8 of(float... entries) {
        float[] cycle = new float[3 * ENTRIES];
        for (int i = 0; i < cycle.length; i++) {
            cycle[i] = entries[i % ENTRIES];
        }
        return new Table8(bits(cycle, 0), bits(cycle, LANES % ENTRIES));
    }

    private static IntVector bits(float[] entries, int at) {
        return fromArray(F32, entries, at).reinterpretAsInts();
    }
}
