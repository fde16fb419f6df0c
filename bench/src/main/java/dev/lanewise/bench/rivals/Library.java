package dev.lanewise.bench.rivals;

import dev.lanewise.kernels.internal.Lanes;
import java.util.Arrays;
import java.util.Locale;

/** Whose code is measured. */
public enum Library {
    /** Ours. */
    LANEWISE(Kind.OURS),
    /** OpenBLAS as it comes: its own choice of kernels. */
    OPENBLAS(Kind.NATIVE),
    /** OpenBLAS with its kernels for AVX-512, which it does not choose on every CPU that has it. */
    OPENBLAS_SKYLAKEX(Kind.NATIVE),
    /** oneDNN, where the layout of the operands does not matter. */
    ONEDNN(Kind.NATIVE),
    /** oneDNN on NHWC images. */
    ONEDNN_NHWC(Kind.NATIVE),
    /** oneDNN in the layout it prefers, the change of layout not counted. */
    ONEDNN_BEST(Kind.NATIVE),
    /** VectorBLAS of dev.ludovic.netlib: the Vector API as well. */
    NETLIB(Kind.JVM),
    /** EJML's matrices of floats. */
    EJML(Kind.JVM),
    /** Apache Commons Math: doubles. */
    COMMONS_MATH(Kind.JVM),
    /** The loop that one would write. */
    JAVA_LOOP(Kind.JVM),
    /** PyTorch on NCHW tensors. */
    PYTORCH(Kind.PYTHON),
    /** PyTorch on channels-last tensors. */
    PYTORCH_CHANNELS_LAST(Kind.PYTHON);

    /** How a library is run. */
    public enum Kind {
        /** Ours. */
        OURS,
        /** A native library, in this VM. */
        NATIVE,
        /** Java, on one thread. */
        JVM,
        /** A script in another process. */
        PYTHON
    }

    private final Kind kind;

    Library(Kind kind) {
        this.kind = kind;
    }

    /** How it is run. */
    public Kind kind() {
        return kind;
    }

    /** Whether it runs on this machine at all; whether it is installed is found out when it is loaded. */
    public boolean suitsThisCpu() {
        return this != OPENBLAS_SKYLAKEX
                || (System.getProperty("os.arch").equals("amd64") && Lanes.HARDWARE_BITS == 512);
    }

    /**
     * The library with this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Library of(String name) {
        return Arrays.stream(values())
                .filter(library -> library.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "library: expected one of " + Arrays.toString(values()) + ", got " + name));
    }

    /** The name in tables and result files. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
