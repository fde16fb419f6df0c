package dev.lanewise.kernels.internal;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The vector width of this run, and the only place that names a species.
 *
 * <p>The width is the hardware's preferred one, or the one that the system property {@code lanewise.vectorBits} or the
 * environment variable {@code LANEWISE_VECTOR_BITS} asks for (128, 256 or 512, at most the hardware's). It is constant
 * for the life of the VM, so C2 sees every species as a constant. No result depends on it.
 *
 * <p>One species per element type, on purpose: {@code intoArray} asks a vector for its species, and once the profile of
 * that call has seen two, C2 may compile a plain copy loop with a species it does not know and a vector on the heap.
 */
public final class Lanes {

    /** Name of the system property that forces the width. */
    private static final String VECTOR_BITS_PROPERTY = "lanewise.vectorBits";

    /** Name of the environment variable that forces the width where the property is absent. */
    private static final String VECTOR_BITS_VARIABLE = "LANEWISE_VECTOR_BITS";

    /** The widest vectors that this VM offers, in bits, whatever the width in use. */
    public static final int HARDWARE_BITS = FloatVector.SPECIES_PREFERRED.vectorBitSize();

    /** Width in use, in bits: 128, 256 or 512. */
    public static final int VECTOR_BITS = chooseBits();

    private static final VectorShape SHAPE = VectorShape.forBitSize(VECTOR_BITS);

    /** Float vectors of the width in use. */
    public static final VectorSpecies<Float> F32 = VectorSpecies.of(float.class, SHAPE);

    /** Double vectors of the width in use: half as many lanes as {@link #F32}. */
    public static final VectorSpecies<Double> F64 = VectorSpecies.of(double.class, SHAPE);

    /** Byte vectors with at least as many lanes as {@link #F32}, exactly as many but at 128 bits, where they have 8. */
    public static final VectorSpecies<Byte> I8 =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(64, VECTOR_BITS / 4)));

    /** Int vectors of the width in use: as many lanes as {@link #F32}. */
    public static final VectorSpecies<Integer> I32 = VectorSpecies.of(int.class, SHAPE);

    /** Long vectors of the width in use: half as many lanes as {@link #F32}. */
    public static final VectorSpecies<Long> I64 = VectorSpecies.of(long.class, SHAPE);

    /** Number of floats in a vector. */
    public static final int LANES = F32.length();

    /**
     * Columns of a horizontal reduction, whatever the hardware: a row is summed in this many interleaved columns, which
     * are folded by one fixed tree. A multiple of every {@link #LANES}.
     */
    public static final int VIRTUAL_LANES = 64;

    private Lanes() {}

    /**
     * {@code min(x, bound)} for {@code x >= 0} and a positive bound, as integers, whose order is the same: one instruction
     * where a minimum of floats takes several. A NaN becomes the bound.
     */
    public static FloatVector atMost(FloatVector x, float bound) {
        return x.reinterpretAsInts().min(Float.floatToRawIntBits(bound)).reinterpretAsFloats();
    }

    private static int chooseBits() {
        String asked = System.getProperty(VECTOR_BITS_PROPERTY, System.getenv(VECTOR_BITS_VARIABLE));
        int widest = Math.min(512, HARDWARE_BITS);
        if (asked == null || asked.isBlank()) {
            return widest;
        }
        String value = asked.strip();
        boolean known = value.equals("128") || value.equals("256") || value.equals("512");
        if (!known || Integer.parseInt(value) > widest) {
            throw new IllegalArgumentException(VECTOR_BITS_PROPERTY + " or " + VECTOR_BITS_VARIABLE
                    + ": expected 128, 256 or 512 and at most the " + widest + " of this CPU, got " + value);
        }
        return Integer.parseInt(value);
    }
}
