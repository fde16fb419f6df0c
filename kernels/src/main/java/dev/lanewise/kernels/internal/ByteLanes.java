package dev.lanewise.kernels.internal;

import static dev.lanewise.kernels.internal.Lanes.I32;
import static dev.lanewise.kernels.internal.Lanes.I8;
import static dev.lanewise.kernels.internal.Lanes.LANES;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Unsigned bytes in memory, ints in lanes: one byte a lane, exactly {@link Lanes#LANES} bytes read or written.
 *
 * <p>At 128 bits a vector has four bytes, fewer than any byte species holds; they travel as one int.
 */
public final class ByteLanes {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final boolean FOUR = LANES == 4;

    /** Shift that brings byte {@code lane % 4} of an int to its low end. */
    private static final IntVector SHIFTS = IntVector.zero(I32).addIndex(8).and(31);

    private ByteLanes() {}

    /** The bytes {@code bytes[at .. at + LANES - 1]} as ints in [0, 255]. */
    public static IntVector load(byte[] bytes, int at) {
        if (FOUR) {
            return IntVector.broadcast(I32, (int) INT.get(bytes, at))
                    .lanewise(VectorOperators.LSHR, SHIFTS)
                    .and(0xFF);
        }
        return (IntVector) ByteVector.fromArray(I8, bytes, at).convertShape(VectorOperators.ZERO_EXTEND_B2I, I32, 0);
    }

    /**
     * Stores the low byte of each lane to {@code bytes[at .. at + LANES - 1]}. Few bytes of code a method: C2 inlines
     * such wherever they are called, and a vector that goes to a method that it does not inline becomes an object.
     */
    public static void store(IntVector lanes, byte[] bytes, int at) {
        if (FOUR) {
            INT.set(bytes, at, narrow(lanes).reinterpretAsInts().lane(0));
        } else {
            narrow(lanes).intoArray(bytes, at);
        }
    }

    private static ByteVector narrow(IntVector lanes) {
        return (ByteVector) lanes.convertShape(VectorOperators.I2B, I8, 0);
    }
}
