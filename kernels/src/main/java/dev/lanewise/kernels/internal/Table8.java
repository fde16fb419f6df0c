package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Lanes.F32;
import static dev.lanewise.kernels.internal.Lanes.LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * A table of eight floats in registers, from which each lane takes the entry that its index names: one permutation, where a
 * gather from memory takes a load a lane. Eight, because that is what one permutation reaches at 256 bits; wider vectors
 * hold the table twice, those of 128 bits need two.
 *
 * <p>To be kept in a {@code static final} field: C2 then takes the vectors for constants and keeps them in registers
 * throughout a loop. (Tables loaded from an array are loaded anew for each vector, since a store of the loop might have
 * changed them; tanh takes 1.35 times as long, Cascade Lake, JDK 25.0.3.)
 *
 * @param low the first {@link Lanes#LANES} entries
 * @param high those behind them, at 128 bits
 */
record Table8(IntVector low, IntVector high) {

    private static final int ENTRIES = 8;

    /** The table of these eight entries. */
    static Table8 of(float... entries) {
        float[] cycle = new float[3 * ENTRIES];
        for (int i = 0; i < cycle.length; i++) {
            cycle[i] = entries[i % ENTRIES];
        }
        return new Table8(bits(cycle, 0), bits(cycle, LANES % ENTRIES));
    }

    /** Entry {@code index mod 8} in each lane. */
    FloatVector at(IntVector index) {
        IntVector entry = LANES < ENTRIES ? index.selectFrom(low, high) : index.selectFrom(low);
        return entry.reinterpretAsFloats();
    }

    private static IntVector bits(float[] entries, int at) {
        return fromArray(F32, entries, at).reinterpretAsInts();
    }
}
