package dev.lanewise.nn.io;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Element types of the safetensors format, in its order of increasing alignment. All are little-endian. Those of
 * {@link #readable()} convert to {@code float}; the others can be in a file, but their values are not read.
 */
public enum DataType {
    /** Truth values, a byte each. */
    BOOL(8),
    /** 4-bit floating point, two elements a byte. */
    F4(4),
    /** 6-bit floating point, 2 bits of exponent. */
    F6_E2M3(6),
    /** 6-bit floating point, 3 bits of exponent. */
    F6_E3M2(6),
    /** Unsigned 8-bit integers. */
    U8(8),
    /** Signed 8-bit integers. */
    I8(8),
    /** 8-bit floating point, 5 bits of exponent. */
    F8_E5M2(8),
    /** 8-bit floating point, 4 bits of exponent. */
    F8_E4M3(8),
    /** Powers of two, 8 bits of exponent. */
    F8_E8M0(8),
    /** Signed 16-bit integers. */
    I16(16),
    /** Unsigned 16-bit integers. */
    U16(16),
    /** IEEE 754 half precision. */
    F16(16),
    /** The upper half of an IEEE 754 single. */
    BF16(16),
    /** Signed 32-bit integers. */
    I32(32),
    /** Unsigned 32-bit integers. */
    U32(32),
    /** IEEE 754 single precision, what Lanewise writes. */
    F32(32),
    /** Two singles, real and imaginary part. */
    C64(64),
    /** IEEE 754 double precision; rounded to the nearest {@code float} when read. */
    F64(64),
    /** Signed 64-bit integers. */
    I64(64),
    /** Unsigned 64-bit integers. */
    U64(64);

    private final int bits;

    DataType(int bits) {
        this.bits = bits;
    }

    /** Size of an element in bits. */
    public int bits() {
        return bits;
    }

    /** Whether values of this type convert to {@code float}. */
    public boolean readable() {
        return this == F16 || this == BF16 || this == F32 || this == F64;
    }

    /** Converts {@code count} elements at the start of {@code bytes}, which is little-endian. */
    void toFloats(ByteBuffer bytes, float[] values, int offset, int count) {
        assert bytes.order() == ByteOrder.LITTLE_ENDIAN;
        switch (this) {
            case F32 -> bytes.asFloatBuffer().get(values, offset, count);
            case F16 -> {
                for (int i = 0; i < count; i++) {
                    values[offset + i] = Float.float16ToFloat(bytes.getShort(2 * i));
                }
            }
            case BF16 -> {
                for (int i = 0; i < count; i++) {
                    values[offset + i] = Float.intBitsToFloat(bytes.getShort(2 * i) << 16);
                }
            }
            case F64 -> {
                for (int i = 0; i < count; i++) {
                    values[offset + i] = (float) bytes.getDouble(8 * i);
                }
            }
            default -> throw new AssertionError(this);
        }
    }
}
