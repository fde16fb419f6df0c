package dev.lanewise.kernels;

import dev.lanewise.kernels.internal.Lanes;
import dev.lanewise.kernels.internal.Platform;
import dev.lanewise.kernels.internal.tile.Tiles;

/** What the kernels use on this machine, for reports. No result depends on any of it. */
public final class KernelInfo {

    private KernelInfo() {}

    /**
     * Vector width in use, in bits: 128, 256 or 512. The hardware's, or what {@code lanewise.vectorBits} or
     * {@code LANEWISE_VECTOR_BITS} asks for.
     *
     * @throws IllegalArgumentException if it asks for a width that the hardware lacks
     */
    public static int vectorBits() {
        return lanes() * Float.SIZE;
    }

    /** Floats in a vector of that width. */
    public static int lanes() {
        Platform.requireVectorModule();
        try {
            return Lanes.LANES;
        } catch (ExceptionInInitializerError e) {
            if (e.getCause() instanceof IllegalArgumentException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** Register tiles of the matrix kernels, rows x columns. */
    public static String tile() {
        Platform.requireVectorModule();
        return Tiles.describe();
    }
}
