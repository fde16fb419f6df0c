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
 * <p>At 128 bits a vector has four bytes, fewer than any byte species holds; they travel as one int. No method has more
 * than 35 bytes of code: C2 inlines such even where a call is rare, and a vector that goes to a method that it does not
 * inline becomes an object.
 */
public final class ByteLanes {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final boolean FOUR = LANES == 4;

    /** Shift that brings byte {@code lane % 4} of an int to its low end. */
    private static final IntVector SHIFTS = IntVector.zero(I32).addIndex(8).and(31);

    private ByteLanes() {}

    /** The bytes {@code bytes[at .. at + LANES - 1]} as ints in [0, 255]. */
    public static IntVector load(byte[] bytes, int at) {
        return FOUR ? loadFour(bytes, at) : widen(ByteVector.fromArray(I8, bytes, at));
    }

    /** Stores the low byte of each lane to {@code bytes[at .. at + LANES - 1]}. */
    public static void store(IntVector lanes, byte[] bytes, int at) {
        if (FOUR) {
            storeFour(narrow(lanes), bytes, at);
        } else {
            narrow(lanes).intoArray(bytes, at);
        }
    }

    private static IntVector loadFour(byte[] bytes, int at) {
        IntVector same = IntVector.broadcast(I32, (int) INT.get(bytes, at));
        return same.lanewise(VectorOperators.LSHR, SHIFTS).and(0xFF);
    }

    private static void storeFour(ByteVector lanes, byte[] bytes, int at) {
        INT.set(bytes, at, lanes.reinterpretAsInts().lane(0));
    }

    private static IntVector widen(ByteVector bytes) {
        return (IntVector) bytes.convertShape(VectorOperators.ZERO_EXTEND_B2I, I32, 0);
    }

    private static ByteVector narrow(IntVector lanes) {
        return (ByteVector) lanes.convertShape(VectorOperators.I2B, I8, 0);
    }
}
