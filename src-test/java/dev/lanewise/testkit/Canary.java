package dev.lanewise.testkit;

import java.util.Arrays;

/**
 * Arrays whose elements outside the operand are canaries: a NaN with a payload that no arithmetic makes. A kernel that
 * reads one shows a NaN in its result; one that writes one changes its raw bits.
 */
public final class Canary {

    private static final int BITS = 0x7FCA_A1A7;
    private static final float VALUE = Float.intBitsToFloat(BITS);

    private Canary() {}

    /** An array of canaries. */
    public static float[] array(int length) {
        float[] x = new float[length];
        Arrays.fill(x, VALUE);
        return x;
    }

    /** {@code data} with {@code before} canaries before it and {@code after} behind it. */
    public static float[] around(float[] data, int before, int after) {
        float[] x = array(before + data.length + after);
        System.arraycopy(data, 0, x, before, data.length);
        return x;
    }

    /** The dense {@code rows x cols} matrix {@code data} at {@code offset}, rows {@code ld} apart, canaries elsewhere. */
    public static float[] matrix(float[] data, int rows, int cols, int offset, int ld, int after) {
        int extent = rows == 0 || cols == 0 ? 0 : (rows - 1) * ld + cols;
        float[] x = array(offset + extent + after);
        for (int r = 0; r < rows && cols > 0; r++) {
            System.arraycopy(data, r * cols, x, offset + r * ld, cols);
        }
        return x;
    }

    /** The {@code count} elements from {@code offset} on, as an array of their own. */
    public static float[] inside(float[] x, int offset, int count) {
        return Arrays.copyOfRange(x, offset, offset + count);
    }

    /** The matrix that {@link #matrix} laid out, dense again. */
    public static float[] inside(float[] x, int rows, int cols, int offset, int ld) {
        float[] data = new float[rows * cols];
        for (int r = 0; r < rows && cols > 0; r++) {
            System.arraycopy(x, offset + r * ld, data, r * cols, cols);
        }
        return data;
    }

    /** Requires that every element but the {@code count} from {@code offset} on is an untouched canary. */
    public static void assertIntact(String what, float[] x, int offset, int count) {
        assertIntact(what, x, 1, count, offset, Math.max(1, count));
    }

    /** Requires that every element outside the matrix is an untouched canary. */
    public static void assertIntact(String what, float[] x, int rows, int cols, int offset, int ld) {
        for (int i = 0; i < x.length; i++) {
            int at = i - offset;
            boolean inside = at >= 0 && at / ld < rows && at % ld < cols;
            if (!inside && Float.floatToRawIntBits(x[i]) != BITS) {
                throw new AssertionError(what + ": element " + i + " lies outside the operand and was overwritten by "
                        + Bits.show(x[i]));
            }
        }
    }
}
